import type { AdapterPool } from '@penstock/providers';
import { type Breakers, type HealthStore, loadEncodings, type Sandbox } from '@penstock/router';
import type { Rules } from './rules.ts';
import type { RulesStore } from './rules-store.ts';

/** The tools for following a change of the rules. */
export type FollowerTools = {
  store: RulesStore;
  breakers: Pick<Breakers, 'retain'>;
  health: Pick<HealthStore, 'retain'>;
  adapters: Pick<AdapterPool, 'keepOnly'>;
  /** Starts the simulator within the service; called once. */
  startSandbox(): Promise<Sandbox>;
  /** Saves the policy's budgets, or removes them if it has none. */
  savePolicyBudgets(rules: Rules): Promise<void>;
  /** Called with a follower's failure; the others continue. */
  onError(error: unknown, follower: string): void;
};

type Follower = { name: string; follow(rules: Rules): void | Promise<void> };

/** Everything outside the rules that must adapt to them, in order. */
function listFollowers(tools: FollowerTools): readonly Follower[] {
  let sandbox: Promise<Sandbox> | null = null;
  return [
    {
      name: 'the sandbox',
      async follow({ policy }) {
        if (sandbox !== null || !policy.providers.some(({ isSandbox }) => isSandbox)) return;
        sandbox = tools.startSandbox();
        tools.store.replace({ sandbox: await sandbox });
      },
    },
    { name: 'the encodings', follow: ({ catalog }) => loadEncodings(catalog.models.map(({ name }) => name)) },
    { name: 'the breakers', follow: () => tools.breakers.retain(idsInUse(tools.store)) },
    { name: 'the health of models', follow: () => tools.health.retain(idsInUse(tools.store)) },
    {
      name: 'the adapters',
      follow: () => tools.adapters.keepOnly(tools.store.inUse().flatMap(({ catalog }) => catalog.providers)),
    },
    { name: 'the budgets of the policy', follow: (rules) => tools.savePolicyBudgets(rules) },
  ];
}

/** Runs the followers for the rules at the start, and for every later change, one after the other. */
export class RulesFollowers {
  readonly #tools: FollowerTools;
  readonly #followers: readonly Follower[];
  #unsubscribe = (): void => {};
  #following: Promise<void> = Promise.resolve();

  constructor(tools: FollowerTools) {
    this.#tools = tools;
    this.#followers = listFollowers(tools);
  }

  /** Resolves when all followers have applied the rules in force. Rejects with the error of the first failure. */
  async start(): Promise<void> {
    this.#unsubscribe = this.#tools.store.subscribe(() => {
      this.#following = this.#following.then(() => this.#followAll(this.#tools.onError));
    });
    await this.#followAll((error) => {
      throw error;
    });
    await this.settled();
  }

  /** Resolves when the followers have applied all changes so far. */
  async settled(): Promise<void> {
    let seen: Promise<void>;
    do {
      seen = this.#following;
      await seen;
    } while (seen !== this.#following);
  }

  async close(): Promise<void> {
    this.#unsubscribe();
    await this.settled();
  }

  async #followAll(onError: FollowerTools['onError']): Promise<void> {
    for (const { name, follow } of this.#followers) {
      try {
        await follow(this.#tools.store.current());
      } catch (error) {
        onError(error, name);
      }
    }
  }
}

function idsInUse(store: RulesStore): ReadonlySet<string> {
  return new Set(store.inUse().flatMap(({ catalog }) => catalog.models.map(({ id }) => id)));
}
