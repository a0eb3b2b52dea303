import { capabilities } from '../capability.ts';
import { capabilityNamed, closestCapability } from '../capability-names.ts';
import type { ModelEntry } from '../schema/model-entry.ts';
import type { PolicyDocument } from '../schema/policy-document.ts';
import type { Path } from '../source/policy-source.ts';
import type { IssueList } from './issue-list.ts';

/** Checks what the form alone cannot show of the models: capabilities, and facts that contradict each other. */
export function checkModels(models: PolicyDocument['models'], issues: IssueList): void {
  for (const [providerId, ofProvider] of Object.entries(models)) {
    for (const [name, entry] of Object.entries(ofProvider))
      checkModelEntry(['models', providerId, name], entry ?? {}, issues);
  }
}

/** Checks one entry, which stands at `path`. */
export function checkModelEntry(path: Path, entry: ModelEntry, issues: Pick<IssueList, 'add'>): void {
  for (const [index, word] of (entry.capabilities ?? []).entries()) {
    if (capabilityNamed(word) !== null) continue;
    const suggestion = closestCapability(word);
    if (isClassic(entry) && suggestion === null) continue;
    const message = `There is no capability '${word}'.`;
    issues.add({ path: [...path, 'capabilities', index], message, allowed: capabilities, suggestion });
  }
  const { context_window: window, max_output_tokens: output } = entry;
  if (window !== undefined && output !== undefined && output > window) {
    const message = `An answer of ${output} tokens does not fit the context window of ${window}.`;
    issues.add({ path: [...path, 'max_output_tokens'], message });
  }
  if (entry.price !== undefined && entry.cost_per_1k_tokens !== undefined) {
    const message = 'The price is said twice: keep price or cost_per_1k_tokens.';
    issues.add({ path: [...path, 'cost_per_1k_tokens'], part: 'key', message });
  }
}

/** Whether an entry is written in the classic format, whose capabilities are free words. */
export function isClassic(entry: ModelEntry): boolean {
  return entry.cost_per_1k_tokens !== undefined || entry.max_tokens !== undefined || typeof entry.endpoint === 'string';
}
