import { readFile } from 'node:fs/promises';
import ssh2, { type IdentityCallback, type ParsedKey } from 'ssh2';

/**
 * An agent whose keys are offered as ssh offers them: first those of the identity files (by their `.pub`), then, unless `only`, the others. sshd ends the login after
 * a few keys (MaxAuthTries), so that an agent with many would never come to the right one.
 */
export async function chosenAgent(socket: string, identityFiles: readonly string[], only: boolean): Promise<ssh2.BaseAgent<ParsedKey>> {
  const chosen = (await Promise.all(identityFiles.map(readPublicKey))).filter((key) => key !== undefined);
  return new ChosenAgent(socket, chosen, only);
}

class ChosenAgent extends ssh2.OpenSSHAgent {
  readonly #chosen: readonly Buffer[];
  readonly #only: boolean;

  constructor(socket: string, chosen: readonly Buffer[], only: boolean) {
    super(socket);
    this.#chosen = chosen;
    this.#only = only;
  }

  override getIdentities(done: IdentityCallback<ParsedKey>): void {
    super.getIdentities((error, found = []) => {
      if (error) return done(error);
      // As ssh2's own agents give them.
      const keys = found as ParsedKey[];
      const sorted = keys.toSorted((a, b) => this.#rank(a) - this.#rank(b));
      done(undefined, this.#only ? sorted.filter((key) => this.#rank(key) < this.#chosen.length) : sorted);
    });
  }

  #rank(key: ParsedKey): number {
    const at = this.#chosen.findIndex((other) => other.equals(key.getPublicSSH()));
    return at < 0 ? this.#chosen.length : at;
  }
}

async function readPublicKey(identityFile: string): Promise<Buffer | undefined> {
  const text = await readFile(`${identityFile}.pub`, 'utf8').catch(() => undefined);
  const data = text?.trim().split(/\s+/)[1];
  return data === undefined ? undefined : Buffer.from(data, 'base64');
}
