import { capabilities } from '../capability.ts';
import { mistypedCapability } from '../capability-names.ts';
import type { ModelEntry } from '../schema/model-entry.ts';
import type { PolicyDocument } from '../schema/policy-document.ts';
import type { Path } from '../source/path.ts';
import type { IssueList } from './issue-list.ts';

/** Checks facts of the models beyond their form: capabilities, and contradicting facts. */
export function checkModels(models: PolicyDocument['models'], issues: IssueList): void {
  for (const [providerId, ofProvider] of Object.entries(models)) {
    for (const [name, entry] of Object.entries(ofProvider))
      checkModelEntry(['models', providerId, name], providerId, entry ?? {}, issues);
  }
}

/** Checks the entry of a provider's model at `path`. */
export function checkModelEntry(
  path: Path,
  providerId: string,
  entry: ModelEntry,
  issues: Pick<IssueList, 'add'>,
): void {
  if (entry.provider !== undefined && entry.provider !== providerId) {
    const message = `The model is listed under '${providerId}', so its provider cannot be '${entry.provider}': list other providers of it under deployments.`;
    issues.add({ path: [...path, 'provider'], message, allowed: [providerId] });
  }
  for (const [index, word] of (entry.capabilities ?? []).entries()) {
    if (word.trim() === '') issues.add({ path: [...path, 'capabilities', index], message: 'Must not be empty.' });
    const suggestion = mistypedCapability(word);
    if (suggestion === null) continue;
    const message = `There is no capability '${word}'.`;
    issues.add({ path: [...path, 'capabilities', index], message, allowed: capabilities, suggestion });
  }
  const { context_window: window, max_output_tokens: output } = entry;
  if (window !== undefined && output !== undefined && output > window) {
    const message = `An answer of ${output} tokens does not fit the context window of ${window}.`;
    issues.add({ path: [...path, 'max_output_tokens'], message });
  }
  if (entry.price !== undefined && entry.cost_per_1k_tokens !== undefined) {
    const message = 'The price is given twice: keep either price or cost_per_1k_tokens.';
    issues.add({ path: [...path, 'cost_per_1k_tokens'], part: 'key', message });
  }
}
