import { buildCatalog, buildHealth, buildModel } from '@penstock/testing';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { indexCatalog } from './catalog-index.ts';
import type { Draft } from './draft.ts';
import { sortDrafts } from './sort-drafts.ts';
import { balanced } from './strategies/balanced.ts';

function buildDrafts(keys: readonly { place: number; score: number }[]): Draft[] {
  const { entries } = indexCatalog(buildCatalog(keys.map((_, order) => buildModel(`acme/m${order}`))));
  return entries.map((entry, order) => ({
    entry,
    model: entry.model,
    health: buildHealth().read(entry.model.id),
    estimatedCostUsd: null,
    estimatedOutputTokens: 100,
    worstCaseCostUsd: null,
    estimatedLatencyMs: 0,
    heldOutputTokens: null,
    scores: { cost: 0, quality: 0, latency: 0 },
    score: keys[order]?.score ?? 0,
    readmitted: null,
    placement: { place: keys[order]?.place ?? 0, reason: null },
  }));
}

it('sorts by place, then by score, then by the order of the catalog', () => {
  const keys = fc.array(fc.record({ place: fc.integer({ min: 0, max: 3 }), score: fc.constantFrom(0, 0.25, 0.5, 1) }), {
    maxLength: 100,
  });
  fc.assert(
    fc.property(keys, (listed) => {
      const drafts = buildDrafts(listed);
      const wanted = drafts.toSorted(
        (first, second) => first.placement.place - second.placement.place || second.score - first.score,
      );
      expect(sortDrafts(drafts, balanced).map(({ model }) => model.id)).toEqual(wanted.map(({ model }) => model.id));
    }),
  );
});

it("uses the strategy's tie-break before the catalog's order", () => {
  const drafts = buildDrafts(Array.from({ length: 20 }, () => ({ place: 0, score: 1 })));
  const backwards = {
    ...balanced,
    tieBreak: (first: Draft, second: Draft) => second.entry.position - first.entry.position,
  };
  expect(sortDrafts(drafts, backwards)).toEqual(drafts.toReversed());
});
