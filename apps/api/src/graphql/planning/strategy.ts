import type { CostPreference as RouterCostPreference, Strategy as RouterStrategy } from '@penstock/router';
import { builder } from '../builder.ts';

type Described<Name extends string> = Readonly<Record<Name, { description: string }>>;

export const Strategy = builder.enumType('Strategy', {
  description: 'How the candidates of a plan are ordered.',
  values: {
    BALANCED: { description: 'Cost, quality and latency by the weights of the policy. The default.' },
    COST_OPTIMIZED: { description: 'The cheapest first.' },
    LATENCY_OPTIMIZED: { description: 'The fastest first.' },
    QUALITY_OPTIMIZED: { description: 'The best first.' },
    LOCAL_FIRST: { description: "Models on the operator's own machines before all others." },
    CAPABILITY_MATCH: { description: 'The closest match of the required capabilities first.' },
    ROUND_ROBIN: { description: 'Each in its turn.' },
    MANUAL: { description: 'The named models in the named order.' },
  } as const satisfies Described<RouterStrategy>,
});

export const CostPreference = builder.enumType('CostPreference', {
  description: 'How much money may weigh in a plan.',
  values: {
    LOW: { description: 'As cheap as possible.' },
    MEDIUM: { description: "The policy's weights as they are." },
    HIGH: { description: 'Quality before money.' },
  } as const satisfies Described<RouterCostPreference>,
});
