import { readFileSync } from 'node:fs';
import type { ModelPolicy } from '../policy/model-policy.ts';
import { toModelPolicy } from '../policy/translate/to-model-policy.ts';
import type { BuiltInEntries } from './list-built-in-models.ts';

/**
 * The built-in catalog: facts of well-known models, for policies that name such a model and omit facts. It does not say
 * which models exist. `npm run facts -w @penstock/router` writes its file.
 */
export type BuiltInModels = {
  /** By `vendor/name`, as in the default policy. */
  find(vendorId: string, name: string): ModelPolicy | undefined;
  /** By the vendor and the upstream name. */
  findUpstream(vendorId: string, upstreamName: string): ModelPolicy | undefined;
};

let loaded: BuiltInModels | undefined;

/** The built-in catalog. The first call reads it, which takes a few milliseconds. */
export function builtInModels(): BuiltInModels {
  loaded ??= load();
  return loaded;
}

function load(): BuiltInModels {
  const text = readFileSync(new URL('built-in-models.json', import.meta.url), 'utf8');
  // Our own script writes the file, and a test compares it with the default policy.
  const entries = JSON.parse(text) as BuiltInEntries;
  const models = Object.entries(entries).map(([id, entry]) => toModelPolicy(id, entry));
  const byId = new Map(models.map((model) => [model.id, model]));
  const byUpstreamName = new Map(
    models.map((model) => [`${model.providerId}/${model.upstreamName ?? model.name}`, model]),
  );
  return {
    find: (vendorId, name) => byId.get(`${vendorId}/${name}`),
    findUpstream: (vendorId, upstreamName) => byUpstreamName.get(`${vendorId}/${upstreamName}`),
  };
}
