import type { ModelOverride } from '@penstock/router';
import type { Services } from '../graphql/services.ts';
import type { PolicyState } from '../policy/revision.ts';
import { parseSamplePolicy } from './sample-rules.ts';

const yaml = 'models: { openai: { gpt-4o-mini: { quality: 0.7 } } }';

/** A policy in memory that accepts every text. */
export class FakePolicies {
  revisions: PolicyState[] = [
    {
      revision: 1,
      source: 'FILE',
      yaml,
      models: [],
      fileHash: null,
      isFile: true,
      comment: null,
      actor: { kind: 'SYSTEM', id: 'penstock', name: 'Penstock' },
      createdAtMs: 0,
      problem: null,
    },
  ];

  readonly service: Services['policies'] = {
    current: () => this.#newest(),
    policy: () => parseSamplePolicy(yaml),
    list: async (before, limit) =>
      this.revisions
        .filter(({ revision }) => before === null || revision < before)
        .toReversed()
        .slice(0, limit),
    apply: async (text, _expected, { actor, comment }) => this.#add({ source: 'API', yaml: text, actor, comment }),
    rollBack: async (_revision, { actor, comment }) => this.#add({ source: 'ROLLBACK', actor, comment }),
    changeModels: async (change, { actor, comment }) => {
      const models: readonly ModelOverride[] = change(this.#newest().models);
      return this.#add({ source: 'API', models, actor, comment });
    },
  };

  #newest(): PolicyState {
    const newest = this.revisions.at(-1);
    if (newest === undefined) throw new Error('There is a first revision.');
    return newest;
  }

  #add(changes: Partial<PolicyState>): PolicyState {
    const newest = this.#newest();
    const added = { ...newest, ...changes, revision: newest.revision + 1 };
    this.revisions.push(added);
    return added;
  }
}
