import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import type { Actor } from '../access/viewer.ts';
import { openPolicies } from '../policy/open-policies.ts';
import { parsePolicyText } from '../policy/parse-policy-text.ts';
import { readPolicyFile } from '../policy/read-policy-file.ts';
import { RevisionStore } from '../policy/revision-store.ts';
import { validatePolicyText } from '../policy/validate-policy-text.ts';
import { sampleSources } from './sample-rules.ts';

export const anna: Actor = { kind: 'USER', id: 'anna', name: 'Anna' };

/** A policy with one model of this quality. */
export const withQuality = (quality: number): string =>
  `models: { openai: { gpt-4o-mini: { quality: ${quality} } } }\n`;

/** A policy file and a database. A test can open policies on them several times, as a restart or as another replica. */
export class PolicyStage {
  readonly #pool: pg.Pool;
  readonly #folder: string;
  readonly warnings: string[] = [];

  private constructor(pool: pg.Pool, folder: string) {
    this.#pool = pool;
    this.#folder = folder;
  }

  /** Starts with an empty database, and this content of the file. */
  static async set(pool: pg.Pool, content: string): Promise<PolicyStage> {
    await pool.query('DELETE FROM policy_revision');
    await pool.query('DELETE FROM model_configuration');
    const stage = new PolicyStage(pool, await mkdtemp(join(tmpdir(), 'penstock-policy-')));
    await stage.write(content);
    return stage;
  }

  get file(): string {
    return join(this.#folder, 'policy.yml');
  }

  write(content: string): Promise<void> {
    return writeFile(this.file, content);
  }

  /** Opens the policy. `take` makes it read the file again. */
  async open(environment: Readonly<Record<string, string>> = {}) {
    const { routing } = sampleSources();
    const opened = await openPolicies({
      revisions: new RevisionStore(this.#pool),
      settings: { environment, policyVariables: [], routing },
      read: async (text) => parsePolicyText(text),
      validate: async (validation) => validatePolicyText(validation),
      log: { info: () => {}, warn: (message) => void this.warnings.push(message) },
      nowMs: () => 0,
      file: this.file,
    });
    return { ...opened, take: async () => opened.policies.takeFile(await readPolicyFile(this.file)) };
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}
