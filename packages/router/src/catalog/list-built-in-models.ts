import { parse } from 'yaml';
import type { ModelEntry } from '../policy/schema/model-entry.ts';

/** The built-in models' entries by id. */
export type BuiltInEntries = Readonly<Record<string, ModelEntry>>;

/** Fields that are an operator's decision and not a fact of the model. */
const decisions: ReadonlySet<string> = new Set(['active', 'deployments']);

/** Reads the facts of all models from a valid policy, except the sandbox's models. */
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
