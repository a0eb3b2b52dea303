import type { GenerateInput } from './run-documents.ts';

export type Strategy = NonNullable<GenerateInput['strategy']>;

/** Who is to answer: whom a strategy puts first, a certain model, or a chain's models in their order. */
export type Route =
  | { type: 'strategy'; strategy: Strategy | null }
  | { type: 'model'; id: string }
  | { type: 'chain'; name: string };

type StrategyDescription = { strategy: Strategy | null; label: string; text: string };

/** The strategies to choose from; null leaves the choice to the policy's default. */
export const strategies: readonly StrategyDescription[] = [
  { strategy: null, label: 'Auto', text: "The policy's own choice" },
  { strategy: 'BALANCED', label: 'Balanced', text: 'Cost, quality and speed by their weights' },
  { strategy: 'COST_OPTIMIZED', label: 'Cheapest', text: 'The lowest estimated cost' },
  { strategy: 'LATENCY_OPTIMIZED', label: 'Fastest', text: 'The shortest time to the whole answer' },
  { strategy: 'QUALITY_OPTIMIZED', label: 'Best quality', text: 'The highest quality score' },
  { strategy: 'LOCAL_FIRST', label: 'Local first', text: 'Your own machines before the cloud' },
  { strategy: 'CAPABILITY_MATCH', label: 'Capability match', text: 'What fits the task most closely' },
  { strategy: 'ROUND_ROBIN', label: 'Round robin', text: 'Each model in its turn' },
];

export function strategyLabel(strategy: Strategy | null): string {
  return strategies.find((known) => known.strategy === strategy)?.label ?? 'Manual';
}

/** The part of a request that says who is to answer. */
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

/** Reads a route from the address: `?model=…`, `?chain=…` or `?strategy=…`; null where it names none. */
export function readRoute(parameters: URLSearchParams): Route | null {
  const model = parameters.get('model');
  if (model) return { type: 'model', id: model };
  const chain = parameters.get('chain');
  if (chain) return { type: 'chain', name: chain };
  const strategy = strategies.find((known) => known.strategy !== null && known.strategy === parameters.get('strategy'));
  return strategy ? { type: 'strategy', strategy: strategy.strategy } : null;
}
