import { type Capability, capabilities, type KnownCapability } from '../catalog/capability.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Model } from '../catalog/model.ts';
import { excludedFromTheStart } from './eligibility/excluded-from-the-start.ts';
import type { Exclusion } from './plan.ts';

/** A model with what can be known of it before any request. */
export type CatalogEntry = {
  model: Model;
  /** In the catalog's order, from 0. */
  position: number;
  /** Its known capabilities as bits, in the order of `capabilities`. */
  capabilityBits: number;
  /** Makes vectors only, no text. */
  isEmbeddingOnly: boolean;
  /** Use cases, tags, and capabilities in words of the policy's own, in the form of `wordKey`. */
  words: ReadonlySet<string>;
  /** For what no request can change (switched off, not configured). Null for the others. */
  exclusion: Exclusion | null;
};

/** What plans look up in a catalog, worked out once for each. */
export type CatalogIndex = {
  catalog: Catalog;
  entries: readonly CatalogEntry[];
  entryById: ReadonlyMap<string, CatalogEntry>;
  /** Those that a request may use. */
  openEntries: readonly CatalogEntry[];
  /** Why no request can use the others; shared by all plans. */
  standingExclusions: readonly Exclusion[];
  /** Whether a model of a provider that is not local may be used: then no sandbox is needed. */
  hasRemoteModel: boolean;
  /** Usable if their server runs. */
  localEntries: readonly CatalogEntry[];
};

const indexes = new WeakMap<Catalog, CatalogIndex>();

/** The index of a catalog, made at the first call. */
export function indexCatalog(catalog: Catalog): CatalogIndex {
  const known = indexes.get(catalog);
  if (known !== undefined) return known;
  const index = buildIndex(catalog);
  indexes.set(catalog, index);
  return index;
}

const noWords: readonly Capability[] = [];
const bitOf = new Map<Capability, number>(capabilities.map((capability, order) => [capability, 1 << order]));

/** Known capabilities as bits, so that a plan compares them in one step; other words have none (`withoutBits`). */
export function capabilityBits(wanted: Iterable<Capability>): number {
  let bits = 0;
  for (const capability of wanted) bits |= bitOf.get(capability) ?? 0;
  return bits;
}

/** Those of some capabilities that have no bit: words of the policy's own. */
export function withoutBits(wanted: readonly Capability[]): readonly Capability[] {
  return wanted.some((capability) => !bitOf.has(capability)) ? wanted.filter((one) => !bitOf.has(one)) : noWords;
}

/** The capabilities behind bits. */
export function capabilitiesOf(bits: number): readonly KnownCapability[] {
  return capabilities.filter((_, order) => (bits & (1 << order)) !== 0);
}

/** `Code generation`, `code-generation` and `code_generation` are one word. */
export function wordKey(word: string): string {
  return word.toLowerCase().replace(/[\s-]+/g, '_');
}

function buildIndex(catalog: Catalog): CatalogIndex {
  const entries = catalog.models.map((model, position) => buildEntry(model, position, catalog));
  const usable = entries.filter((entry) => entry.exclusion === null && !entry.model.isSandbox);
  return {
    catalog,
    entries,
    entryById: new Map(entries.map((entry) => [entry.model.id, entry])),
    openEntries: entries.filter(({ exclusion }) => exclusion === null),
    standingExclusions: entries.flatMap(({ exclusion }) => exclusion ?? []),
    hasRemoteModel: usable.some((entry) => !entry.model.isLocal),
    localEntries: usable.filter((entry) => entry.model.isLocal),
  };
}

function buildEntry(model: Model, position: number, catalog: Catalog): CatalogEntry {
  return {
    model,
    position,
    capabilityBits: capabilityBits(model.capabilities),
    isEmbeddingOnly: model.capabilities.has('embeddings') && !model.capabilities.has('text'),
    words: new Set([...model.useCases, ...model.tags, ...withoutBits([...model.capabilities])].map(wordKey)),
    exclusion: excludedFromTheStart(model, catalog.findProvider(model.providerId)?.setupHint ?? null),
  };
}
