import { checkModelEntry } from './check/check-models.ts';
import { explainSchemaErrors } from './check/explain-schema-errors.ts';
import { splitModelId } from './model-id.ts';
import type { ModelPolicy } from './model-policy.ts';
import { modelEntry } from './schema/model-entry.ts';
import type { Path } from './source/path.ts';
import { toModelPolicy } from './translate/to-model-policy.ts';

/** One error in the settings of a stored model. */
export type ModelSettingsIssue = {
  /** `price.input_per_mtok`. Empty for the whole entry. */
  path: string;
  /** One sentence that names the path. */
  message: string;
  allowed: readonly string[];
  suggestion: string | null;
};

export type ParsedModelSettings =
  | { ok: true; model: ModelPolicy }
  | { ok: false; issues: readonly ModelSettingsIssue[] };

/**
 * Reads the settings of a stored model. They have the form of its entry in the policy file. Reports every error at
 * once.
 */
export function parseModelSettings(
  id: string,
  settings: unknown,
  hasProvider: (id: string) => boolean,
): ParsedModelSettings {
  const issues: ModelSettingsIssue[] = [];
  const add = (path: Path, message: string, allowed: readonly string[] = [], suggestion: string | null = null) => {
    const text = path.map(String).join('.');
    issues.push({ path: text, message: text === '' ? message : `${text}: ${message}`, allowed, suggestion });
  };
  if (!/^[^/\s]+\/\S+$/.test(id))
    add([], `'${id}' is not a model id: it must read provider/name, as openai/gpt-4o-mini.`);
  else if (!hasProvider(splitModelId(id).providerId)) add([], `There is no provider '${splitModelId(id).providerId}'.`);
  const parsed = modelEntry.safeParse(settings ?? {});
  if (!parsed.success) {
    const schemaErrors = { schema: modelEntry, data: settings, issues: parsed.error.issues, writtenAs: () => null };
    for (const finding of explainSchemaErrors(schemaErrors)) {
      add(finding.path, finding.message, finding.allowed, finding.suggestion);
    }
    return { ok: false, issues };
  }
  const entry = parsed.data;
  checkModelEntry([], id.slice(0, id.indexOf('/')), entry, {
    add: ({ path, message, allowed, suggestion }) => add(path, message, allowed, suggestion),
  });
  if (typeof entry.endpoint === 'string')
    add(['endpoint'], "An address belongs to the provider: set the provider's base_url.");
  for (const [index, { provider }] of (entry.deployments ?? []).entries()) {
    if (provider !== undefined && !hasProvider(provider))
      add(['deployments', index, 'provider'], `There is no provider '${provider}'.`);
  }
  return issues.length > 0 ? { ok: false, issues } : { ok: true, model: toModelPolicy(id, entry) };
}
