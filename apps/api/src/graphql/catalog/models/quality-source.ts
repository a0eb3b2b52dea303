import type { QualitySource as Source } from '@penstock/router';
import { builder } from '../../builder.ts';

export const QualitySource = builder.enumType('QualitySource', {
  description: "Where a model's quality score comes from.",
  values: {
    ARENA: { value: 'arena', description: "LMArena's leaderboard of human preference." },
    BENCHMARK: { value: 'benchmark', description: 'Published benchmarks.' },
    ESTIMATE: { value: 'estimate', description: 'An estimate from kin models.' },
    POLICY: { value: 'policy', description: 'Set by the operator.' },
  } as const satisfies Record<string, { value: Source; description: string }>,
});
