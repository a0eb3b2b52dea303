import type { QualitySource } from '../policy.ts';
import type { ModelEntry } from '../schema/model-entry.ts';

/** Arena scores at which quality is 0 and 1: below the weakest models in use, and above the strongest. */
const arenaFloor = 900;
const arenaCeiling = 1500;

/**
 * Quality on one scale of 0–1. An LMArena score is mapped by (score − 900) ÷ 600 and cut to 0–1, so that 100 points,
 * which is an expected win rate of 64 %, are a sixth of the scale.
 */
export function qualityOf(entry: NonNullable<ModelEntry['quality']>): { score: number; source: QualitySource } {
  if (typeof entry === 'number') return { score: entry, source: 'policy' };
  if ('benchmark' in entry) return { score: entry.benchmark, source: 'benchmark' };
  if ('estimate' in entry) return { score: entry.estimate, source: 'estimate' };
  const share = (entry.arena - arenaFloor) / (arenaCeiling - arenaFloor);
  return { score: Math.min(1, Math.max(0, share)), source: 'arena' };
}
