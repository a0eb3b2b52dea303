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

export const strategyNames = Object.keys(descriptions) as readonly Strategy[];

const automatic: StrategyDescription = { strategy: null, label: 'Auto', text: "The policy's own choice" };

/** The selectable strategies. Null means the policy's default. A single model has its own kind of route. */
export const strategies: readonly StrategyDescription[] = [
  automatic,
  ...strategyNames
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

/**
 * Reads routes from the address: `?model=…` (repeated for several), `?chain=…` or `?strategy=…`; none without a
 * parameter.
 */
export function routesOfAddress(parameters: URLSearchParams): Route[] {
  return [
    ...parameters.getAll('model').map((id): Route => ({ type: 'model', id })),
    ...parameters.getAll('chain').map((name): Route => ({ type: 'chain', name })),
    ...readRoutes(parameters.getAll('strategy').map((strategy) => ({ type: 'strategy', strategy }))),
  ];
}

/** The routes in a list of unknown values. Values that are not routes are dropped. */
export function readRoutes(values: unknown): Route[] {
  return Array.isArray(values) ? values.map(readRoute).filter((route) => route !== null) : [];
}

function readRoute(value: unknown): Route | null {
  if (typeof value !== 'object' || value === null || !('type' in value)) return null;
  if (value.type === 'model' && 'id' in value && typeof value.id === 'string') return { type: 'model', id: value.id };
  if (value.type === 'chain' && 'name' in value && typeof value.name === 'string') {
    return { type: 'chain', name: value.name };
  }
  if (value.type !== 'strategy' || !('strategy' in value)) return null;
  const known = strategies.find(({ strategy }) => strategy === value.strategy);
  return known ? { type: 'strategy', strategy: known.strategy } : null;
}

/** A short name of a route: the model's id, the chain or the strategy. */
export function routeLabel(route: Route): string {
  switch (route.type) {
    case 'strategy':
      return strategyLabel(route.strategy);
    case 'model':
      return route.id;
    case 'chain':
      return route.name;
    default:
      return route satisfies never;
  }
}
