/** The twinrun.yaml of a new workspace: everything is the sandbox's, and comments show how a real place looks. */
export const WORKSPACE_TEMPLATE = `schema: twinrun.workspace/1

# Hosts by name, for \`host:\` in scenarios. \`sandbox\` is the rehearsal world that ships with Twinrun. A real one looks like this:
#   batch: { ssh: { address: 10.0.3.17, user: export, hostKey: "SHA256:…", identityFile: ~/.ssh/id_ed25519 } }
hosts:
  batch: { sandbox: batch }
  partner: { sandbox: partner }
  decoy: { sandbox: decoy }

# Databases by name, for probes. A real one (the password comes from the environment variable ANALYTICS_PASSWORD):
#   analytics: { postgres: { address: db.internal, database: analytics, user: reader, passwordSecret: ANALYTICS_PASSWORD } }
databases:
  analytics: { sandbox: analytics }

# A real account: aws: { region: ap-northeast-1, profile: batches }
aws: { sandbox: true }

# In the sandbox, candidates run as processes. To build and run them as real containers instead:
#   sandbox: { engine: { program: podman } }

# Where runs and the ledger are kept, and how many scenarios run at the same time.
store: { folder: reports }
concurrency: 2
`;
