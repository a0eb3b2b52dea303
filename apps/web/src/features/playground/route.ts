import type { GenerateInput } from './run-documents.ts';

export type Strategy = NonNullable<GenerateInput['strategy']>;

/** The route of a request: the models by a strategy, one model, or the models of a chain in order. */
export type Route =
  | { type: 'strategy'; strategy: Strategy | null }
  | { type: 'model'; id: string }
  | { type: 'chain'; name: string };

type StrategyDescription = { strategy: Strategy | null; label: string; text: string };

const descriptions: Readonly<Record<Strategy, { label: string; text: string }>> = {
  BALANCED: { label: 'Balanced', text: 'Cost, quality and speed by their weights' },
  COST_OPTIMIZED: { label: 'Cheapest', text: 'The lowest estimated cost' },
  LATENCY_OPTIMIZED: { label: 'Fastest', text: 'The shortest time to the whole answer' },
  QUALITY_OPTIMIZED: { label: 'Best quality', text: 'The highest quality score' },
  LOCAL_FIRST: { label: 'Local first', text: 'Your own machines before the cloud' },
  CAPABILITY_MATCH: { label: 'Capability match', text: 'The closest match for the task' },
  ROUND_ROBIN: { label: 'Round robin', text: 'Each model in turn' },
  MANUAL: { label: 'Manual', text: 'The named model' },
};

const automatic: StrategyDescription = { strategy: null, label: 'Auto', text: "The policy's own choice" };

/** The selectable strategies; null means the policy's default. A model is named by a route of its own. */
export const strategies: readonly StrategyDescription[] = [
  automatic,
  ...(Object.keys(descriptions) as Strategy[])
    .filter((strategy) => strategy !== 'MANUAL')
    .map((strategy) => ({ strategy, ...descriptions[strategy] })),
];

export function strategyLabel(strategy: Strategy | null): string {
  return strategy === null ? automatic.label : descriptions[strategy].label;
}

/** The routing members of a request. */
export function routeInput(route: Route): Pick<GenerateInput, 'model' | 'strategy' | 'chain'> {
  switch (route.type) {
    case 'strategy':
      return route.strategy === null ? {} : { strategy: route.strategy };
    case 'model':
      return { model: route.id };
    case 'chain':
      return { chain: route.name };
    default:
      return route satisfies never;
  }
}

/** Reads a route from the address: `?model=…`, `?chain=…` or `?strategy=…`; null without one. */
export function readRoute(parameters: URLSearchParams): Route | null {
  const model = parameters.get('model');
  if (model) return { type: 'model', id: model };
  const chain = parameters.get('chain');
  if (chain) return { type: 'chain', name: chain };
  const strategy = strategies.find((known) => known.strategy !== null && known.strategy === parameters.get('strategy'));
  return strategy ? { type: 'strategy', strategy: strategy.strategy } : null;
}
