import { knownVendor } from '../known-vendor.ts';
import type { PolicyDocument } from '../schema/policy-document.ts';
import { dialects, type ProviderEntry } from '../schema/provider-entry.ts';
import type { PolicySource } from '../source/policy-source.ts';
import type { VendorFacts } from '../vendor-facts.ts';
import { closest } from './closest.ts';
import type { IssueList } from './issue-list.ts';

/**
 * Every provider must be a built-in vendor, or state its dialect and its address. Every model must belong to a
 * provider.
 */
export function checkProviders(
  document: PolicyDocument,
  vendors: readonly VendorFacts[],
  source: PolicySource,
  issues: IssueList,
): void {
  const declared = document.providers ?? {};
  for (const [id, entry] of Object.entries(declared)) {
    if (id.includes('/')) {
      issues.add({ path: ['providers', id], part: 'key', message: "A provider's name must not contain a '/'." });
    }
    checkProvider(id, entry ?? {}, vendors, source, issues);
  }
  const known = [...new Set([...Object.keys(declared), ...vendors.map((vendor) => vendor.id)])];
  const { default_provider: preferred } = document.routing_rules ?? {};
  if (preferred !== undefined && !known.includes(preferred) && document.models[preferred] === undefined) {
    const message = `There is no provider '${preferred}'.`;
    const path = ['routing_rules', 'default_provider'];
    issues.add({ path, message, allowed: known, suggestion: closest(preferred, known) });
  }
  for (const [id, models] of Object.entries(document.models)) {
    const path = ['models', id];
    if (known.includes(id) || knownVendor(id, vendors) !== null) checkDeployments(id, models, known, issues);
    else {
      const message = `There is no provider '${id}': define it under providers with its dialect and base_url.`;
      issues.add({ path, part: 'key', message, allowed: known, suggestion: closest(id, known) });
    }
  }
}

function checkProvider(
  id: string,
  entry: ProviderEntry,
  vendors: readonly VendorFacts[],
  source: PolicySource,
  issues: IssueList,
): void {
  const path = ['providers', id];
  const vendor = knownVendor(entry.vendor ?? id, vendors);
  if (entry.vendor !== undefined && vendor === null) {
    const allowed = vendors.map((known) => known.id);
    const message = `There is no built-in provider '${entry.vendor}'.`;
    issues.add({ path: [...path, 'vendor'], message, allowed, suggestion: closest(entry.vendor, allowed) });
  } else if (vendor === null && source.valueAt([...path, 'dialect']) === undefined) {
    const suggestion = closest(
      id,
      vendors.map((known) => known.id),
    );
    const message = `'${id}' is not a built-in provider, so it needs a dialect.`;
    issues.add({ path, part: 'key', message, allowed: dialects, suggestion });
  } else if (vendor === null && entry.sandbox !== true && source.valueAt([...path, 'base_url']) === undefined) {
    issues.add({ path, part: 'key', message: `'${id}' is not a built-in provider, so it needs a base_url.` });
  }
  if (entry.unstreamed === true && entry.dialect === undefined && vendor?.dialect === 'ai-sdk') {
    const message = `'${id}' is always called with streaming: unstreamed has no effect on it.`;
    issues.add({ path: [...path, 'unstreamed'], message });
  }
  const dialect = entry.dialect ?? vendor?.dialect;
  if (entry.api !== undefined && dialect !== undefined && dialect !== 'openai') {
    const message = `'${id}' speaks ${dialect}: api only has an effect on providers of the openai dialect.`;
    issues.add({ path: [...path, 'api'], message });
  }
  const { base_ms, max_ms } = entry.retry ?? {};
  if (base_ms !== undefined && max_ms !== undefined && base_ms > max_ms) {
    issues.add({
      path: [...path, 'retry', 'max_ms'],
      message: `Must be at least base_ms (${base_ms}), not ${max_ms}.`,
    });
  }
}

function checkDeployments(
  providerId: string,
  models: PolicyDocument['models'][string],
  known: readonly string[],
  issues: IssueList,
): void {
  for (const [name, entry] of Object.entries(models)) {
    const seen = new Set<string>();
    for (const [index, deployment] of (entry?.deployments ?? []).entries()) {
      const path = ['models', providerId, name, 'deployments', index];
      const { provider, id } = deployment;
      if (provider !== undefined && !known.includes(provider)) {
        const message = `There is no provider '${provider}'.`;
        issues.add({ path: [...path, 'provider'], message, allowed: known, suggestion: closest(provider, known) });
      }
      if (id !== undefined && seen.has(id)) {
        issues.add({ path: [...path, 'id'], message: `Two deployments of this model have the id '${id}'.` });
      }
      if (id !== undefined) seen.add(id);
    }
  }
}
