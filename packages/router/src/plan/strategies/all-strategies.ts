import type { Strategy } from '../../policy/strategy.ts';
import { balanced } from './balanced.ts';
import { capabilityMatch } from './capability-match.ts';
import { costOptimized } from './cost-optimized.ts';
import { latencyOptimized } from './latency-optimized.ts';
import { localFirst } from './local-first.ts';
import { manual } from './manual.ts';
import { qualityOptimized } from './quality-optimized.ts';
import type { RankingStrategy } from './ranking-strategy.ts';
import { roundRobin } from './round-robin.ts';

const byName: Readonly<Record<Strategy, RankingStrategy>> = {
  BALANCED: balanced,
  COST_OPTIMIZED: costOptimized,
  LATENCY_OPTIMIZED: latencyOptimized,
  QUALITY_OPTIMIZED: qualityOptimized,
  LOCAL_FIRST: localFirst,
  CAPABILITY_MATCH: capabilityMatch,
  ROUND_ROBIN: roundRobin,
  MANUAL: manual,
};

export function strategyOf(name: Strategy): RankingStrategy {
  return byName[name];
}
