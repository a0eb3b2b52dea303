import type { CostPreference as RouterCostPreference, Strategy as RouterStrategy } from '@penstock/router';
import { builder } from '../builder.ts';

type Described<Name extends string> = Readonly<Record<Name, { description: string }>>;

export const Strategy = builder.enumType('Strategy', {
  description: "The order of a plan's candidates.",
  values: {
    BALANCED: { description: 'Cost, quality and latency by the weights of the policy. The default.' },
    COST_OPTIMIZED: { description: 'The cheapest model first.' },
    LATENCY_OPTIMIZED: { description: 'The fastest model first.' },
    QUALITY_OPTIMIZED: { description: 'The best model first.' },
    LOCAL_FIRST: { description: "Models on the operator's own machines before all others." },
    CAPABILITY_MATCH: { description: 'The closest match of the required capabilities first.' },
    ROUND_ROBIN: { description: 'The models in turn.' },
    MANUAL: { description: 'The named models in the named order.' },
  } as const satisfies Described<RouterStrategy>,
});

export const CostPreference = builder.enumType('CostPreference', {
  description: 'The weight of the cost in a plan.',
  values: {
    LOW: { description: 'As cheap as possible.' },
    MEDIUM: { description: 'The weights of the policy.' },
    HIGH: { description: 'Quality before cost.' },
  } as const satisfies Described<RouterCostPreference>,
});
