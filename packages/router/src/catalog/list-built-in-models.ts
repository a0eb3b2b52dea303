import { parse } from 'yaml';
import type { ModelEntry } from '../policy/schema/model-entry.ts';

/** The built-in models' entries by id. */
export type BuiltInEntries = Readonly<Record<string, ModelEntry>>;

/** What is no fact of a model but a decision of who runs it. */
const decisions: ReadonlySet<string> = new Set(['active', 'deployments']);

/** Takes the facts of all models out of a policy that is known to be right; the sandbox's models are none. */
export function listBuiltInModels(policyText: string): BuiltInEntries {
  const { models }: { models: Record<string, Record<string, ModelEntry | null>> } = parse(policyText, { merge: true });
  const entries = Object.entries(models)
    .filter(([providerId]) => providerId !== 'sandbox')
    .flatMap(([providerId, ofProvider]) =>
      Object.entries(ofProvider).map(([name, entry]) => [`${providerId}/${name}`, factsOf(entry ?? {})] as const),
    );
  return Object.fromEntries(entries);
}

function factsOf(entry: ModelEntry): ModelEntry {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => !decisions.has(key)));
}
