import { checkAccess } from './check/check-access.ts';
import { checkForm } from './check/check-form.ts';
import { checkModels } from './check/check-models.ts';
import { checkProviders } from './check/check-providers.ts';
import { checkRetention } from './check/check-retention.ts';
import { checkRouting } from './check/check-routing.ts';
import { IssueList } from './check/issue-list.ts';
import { modelNames } from './model-names.ts';
import type { Policy } from './policy.ts';
import type { PolicyIssue } from './policy-issue.ts';
import { findSecrets } from './secrets/find-secrets.ts';
import type { Path } from './source/path.ts';
import { type PolicySource, readPolicySource } from './source/policy-source.ts';
import { referenceRules } from './source/reference-rules.ts';
import { toPolicy } from './translate/to-policy.ts';
import type { VendorFacts } from './vendor-facts.ts';

export type ParsePolicyOptions = {
  /** The name of the file in issues: `config/model_policies.yml`. */
  fileName: string;
  /** The source of the values of `${NAME}`. */
  environment: Readonly<Record<string, string | undefined>>;
  /** The built-in providers, which a file may use without an entry. */
  vendors: readonly VendorFacts[];
  /** Variables that a file may read although their names do not end in `_KEY`, `_TOKEN` and so on. Default: none. */
  listedVariables?: readonly string[];
  /** Whether a value that looks like a secret is an error. Default false. */
  refusesSecrets?: boolean;
};

export type ParsedPolicy = { ok: true; policy: Policy } | { ok: false; issues: readonly PolicyIssue[] };

/**
 * Reads a policy file, in Penstock's or the classic format. Reports every error at once, each with its place, in the
 * order of the file. The issues never contain a secret.
 */
export function parsePolicy(yamlText: string, options: ParsePolicyOptions): ParsedPolicy {
  const source = readPolicySource(yamlText, {
    environment: options.environment,
    rules: referenceRules(readableVariables(options)),
  });
  const issues = new IssueList(options.fileName, source);
  if (options.refusesSecrets) for (const secret of findSecrets(yamlText, source)) issues.addSecret(secret);
  if (source.problems.length > 0) return { ok: false, issues: issues.sorted() };
  for (const { path, message } of source.refused) issues.add({ path, message });
  const missing = sortMissingVariables(source);
  const document = checkForm(source, issues);
  if (document !== null) {
    checkProviders(document, options.vendors, source, issues);
    checkModels(document.models, issues);
    const modelIds = modelIdsIn(source);
    if (modelIds.length === 0) {
      issues.add({ path: ['models'], part: 'key', message: 'There must be at least one model.' });
    }
    checkRetention(document.retention ?? {}, issues);
    checkAccess(document.access ?? {}, issues);
    checkRouting(document.routing_rules ?? {}, modelNames(modelIds), chainNamesIn(source), issues);
  }
  if (document === null || !issues.isEmpty) return { ok: false, issues: issues.sorted() };
  return { ok: true, policy: toPolicy(document, options.vendors, missing, source.writtenAs) };
}

/** The variables that a file may read although their names have another ending. */
function readableVariables({ vendors, listedVariables = [] }: ParsePolicyOptions): ReadonlySet<string> {
  const ofVendors = vendors.flatMap(({ environment }) => [
    environment.apiKey,
    environment.baseUrl,
    ...Object.values(environment.extra),
  ]);
  return new Set([...ofVendors, ...listedVariables].filter((name) => name !== null));
}

/** A missing key or address is not an error of the file: its provider counts as not configured. */
function sortMissingVariables(source: PolicySource): Map<string, string[]> {
  const byProvider = new Map<string, string[]>();
  for (const { path, variable } of source.missing) {
    const id = String(path[1]);
    byProvider.set(id, [...new Set([...(byProvider.get(id) ?? []), variable])]);
  }
  return byProvider;
}

/** Every model in the file, including models with errors, so that a reference to such a model is not an error. */
function modelIdsIn(source: PolicySource): string[] {
  return keysAt(source, ['models']).flatMap((providerId) =>
    keysAt(source, ['models', providerId]).map((name) => `${providerId}/${name}`),
  );
}

function chainNamesIn(source: PolicySource): string[] {
  return keysAt(source, ['routing_rules', 'chains']);
}

function keysAt(source: PolicySource, path: Path): string[] {
  const value = source.valueAt(path);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}
