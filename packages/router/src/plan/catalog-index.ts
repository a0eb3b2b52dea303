import { v5 as uuidVersion5 } from 'uuid';
import type { Catalog } from '../catalog/catalog.ts';
import { type Model, retiredAtMs } from '../catalog/model.ts';
import { type Capability, capabilities, type KnownCapability } from '../policy/capability.ts';
import { staticExclusion } from './eligibility/static-exclusion.ts';
import type { Exclusion, StaticExclusions } from './plan.ts';

/** A model with the facts that do not depend on a request. */
export type CatalogEntry = {
  model: Model;
  /** In the catalog's order, from 0. */
  position: number;
  /** Its known capabilities as bits, in the order of `capabilities`. */
  capabilityBits: number;
  /** Epoch milliseconds from which its provider no longer serves it. Infinite if no date is known. */
  retiredAtMs: number;
  /** Whether it makes only vectors, no text. */
  isEmbeddingOnly: boolean;
  /** Use cases, tags, and custom capabilities, in the form of `wordKey`. */
  words: ReadonlySet<string>;
  /** For models that no request can use (switched off, not configured). Null for all others. */
  exclusion: Exclusion | null;
};

/** The lookup tables of a catalog for plans. */
export type CatalogIndex = {
  catalog: Catalog;
  entries: readonly CatalogEntry[];
  entryById: ReadonlyMap<string, CatalogEntry>;
  /** The models that a request may use. */
  openEntries: readonly CatalogEntry[];
  /** The exclusions of the other models, shared by all plans. Null for none. */
  staticExclusions: StaticExclusions | null;
  /** Whether a usable model belongs to a provider that is not local. Then no sandbox is needed. */
  hasRemoteModel: boolean;
  /** Models that are usable if their server runs. */
  localEntries: readonly CatalogEntry[];
};

const noWords: readonly Capability[] = [];
const bitOf = new Map<Capability, number>(capabilities.map((capability, order) => [capability, 1 << order]));

/**
 * Known capabilities as bits, so that a plan compares them in one step. Custom capabilities have no bit
 * (`withoutBits`).
 */
export function capabilityBits(wanted: Iterable<Capability>): number {
  let bits = 0;
  for (const capability of wanted) bits |= bitOf.get(capability) ?? 0;
  return bits;
}

/** The capabilities without a bit: custom capabilities of the policy. */
export function withoutBits(wanted: readonly Capability[]): readonly Capability[] {
  return wanted.some((capability) => !bitOf.has(capability)) ? wanted.filter((one) => !bitOf.has(one)) : noWords;
}

/** The capabilities of some bits. */
export function capabilitiesOf(bits: number): readonly KnownCapability[] {
  return capabilities.filter((_, order) => (bits & (1 << order)) !== 0);
}

/** `Code generation`, `code-generation` and `code_generation` are the same word. */
export function wordKey(word: string): string {
  return word.toLowerCase().replace(/[\s-]+/g, '_');
}

/** The index of a catalog. */
export function indexCatalog(catalog: Catalog): CatalogIndex {
  const entries = catalog.models.map((model, position) => buildEntry(model, position, catalog));
  const usable = entries.filter((entry) => entry.exclusion === null && !entry.model.isSandbox);
  return {
    catalog,
    entries,
    entryById: new Map(entries.map((entry) => [entry.model.id, entry])),
    openEntries: entries.filter(({ exclusion }) => exclusion === null),
    staticExclusions: withId(entries.flatMap(({ exclusion }) => exclusion ?? [])),
    hasRemoteModel: usable.some((entry) => !entry.model.isLocal),
    localEntries: usable.filter((entry) => entry.model.isLocal),
  };
}

/** The namespace of the ids of static exclusions. Any fixed UUID works. */
const namespace = '5d1b0c0e-6f0a-4a53-9b8e-2f6c1f6a7d41';

function withId(exclusions: readonly Exclusion[]): StaticExclusions | null {
  if (exclusions.length === 0) return null;
  return Object.freeze({ id: uuidVersion5(JSON.stringify(exclusions), namespace), exclusions });
}

function buildEntry(model: Model, position: number, catalog: Catalog): CatalogEntry {
  return {
    model,
    position,
    capabilityBits: capabilityBits(model.capabilities),
    retiredAtMs: retiredAtMs(model),
    isEmbeddingOnly: model.capabilities.has('embeddings') && !model.capabilities.has('text'),
    words: new Set([...model.useCases, ...model.tags, ...withoutBits([...model.capabilities])].map(wordKey)),
    exclusion: staticExclusion(model, catalog.findProvider(model.providerId)?.setupHint ?? null),
  };
}
