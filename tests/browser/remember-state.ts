/** Sends an operation as an admin. */
type Ask = <Data>(query: string, variables?: Readonly<Record<string, unknown>>) => Promise<Data>;

type State = {
  budgets: { id: string; source: string }[];
  templates: { id: string }[];
  apiKeys: { id: string; revokedAt: string | null }[];
  policy: { revision: number };
};

const stateDocument = '{ budgets { id source } templates { id } apiKeys { id revokedAt } policy { revision } }';

/**
 * Remembers the budgets, templates, keys and the policy. The returned function removes later ones, so that a second try
 * of a test starts like the first. Names that stay, such as those of workspaces and revoked keys, need an `ownName`.
 */
export async function rememberState(ask: Ask): Promise<() => Promise<void>> {
  const before = await ask<State>(stateDocument);
  const isNew = (list: 'budgets' | 'templates' | 'apiKeys', { id }: { id: string }): boolean =>
    before[list].every((known) => known.id !== id);
  return async () => {
    const now = await ask<State>(stateDocument);
    for (const budget of now.budgets) {
      if (!isNew('budgets', budget) || budget.source !== 'OPERATOR') continue;
      await ask('mutation ($id: ID!) { removeBudget(id: $id) }', { id: budget.id });
    }
    for (const template of now.templates) {
      if (isNew('templates', template))
        await ask('mutation ($id: ID!) { removeTemplate(id: $id) }', { id: template.id });
    }
    for (const key of now.apiKeys) {
      if (!isNew('apiKeys', key) || key.revokedAt !== null) continue;
      await ask('mutation ($id: ID!) { revokeApiKey(id: $id) { id } }', { id: key.id });
    }
    const { revision } = before.policy;
    if (now.policy.revision === revision) return;
    await ask('mutation ($revision: Int!) { rollbackPolicy(revision: $revision) { revision } }', { revision });
  };
}

/** A name for something that stays after its test. Each further try gets another one. */
export function ownName(name: string, task: { result?: { retryCount?: number } }): string {
  const tries = task.result?.retryCount ?? 0;
  return tries === 0 ? name : `${name} ${tries + 1}`;
}
