/** scenario.yaml of a batch that nobody needs, as people fill it in. */
export const RETIRED = `schema: twinrun.scenario/1
id: old-report
disposition: retire
purpose: { what: A list of stock per shop, why: For a page that was switched off in 2024, owner: data team }
startedBy: "crontabs/export:7: 30 4 * * * /opt/old/report.sh"
stopPlan:
  agreed: { says: nobody reads the list any more, by: A. Sato, on: 2026-10-01, evidence: { url: "https://tickets.example/OPS-40" } }
  told:
    - { who: the team of the shops, on: 2026-10-02 }
  stop:
    cron:
      - { host: batch, user: export, contains: /opt/old/report.sh }
  watch: { days: 40, who: B. Ito, where: data-team@client.example }
  backups: { what: script and last list, where: "s3://archive/old-report", until: 2027-11-30 }
`;
