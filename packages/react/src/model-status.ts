/** The fields of a model that determine its status, with the names of the GraphQL type `Model`. */
export type ModelFacts = {
  /** False when an operator switched it off. */
  active: boolean;
  /** Whether its provider has the required key or address. */
  configured: boolean;
};

/** The fields of the GraphQL type `Health`. */
export type HealthFacts = {
  status: 'AVAILABLE' | 'SLOW' | 'UNAVAILABLE' | 'UNKNOWN';
  breaker: 'CLOSED' | 'OPEN' | 'HALF_OPEN';
  /** Share of successful calls in the last five minutes, 0 to 1; null without calls. */
  successRate: number | null;
};

export type ModelStatusName =
  | 'AVAILABLE'
  | 'READY'
  | 'SLOW'
  | 'UNSTEADY'
  | 'RECOVERING'
  | 'FAILING'
  | 'UNAVAILABLE'
  | 'UNCONFIGURED'
  | 'OFF';

export type ModelStatus = {
  name: ModelStatusName;
  /** The status in words. */
  word: string;
  /** `good` is green, `slow` yellow, `bad` red, `idle` grey. */
  tone: 'good' | 'slow' | 'bad' | 'idle';
  /** From 0, the best. The same for models with and without recent calls, so that rows keep their place. */
  rank: number;
  /** Whether the model gets requests. */
  isUsable: boolean;
  /** Whether the connection is lost, so that the status may have changed. */
  isStale: boolean;
};

type Row = Omit<ModelStatus, 'name' | 'isStale'>;

/** The only table of words, colours and ranks. */
export const modelStatuses: Readonly<Record<ModelStatusName, Row>> = {
  AVAILABLE: { word: 'Available', tone: 'good', rank: 0, isUsable: true },
  READY: { word: 'Ready', tone: 'idle', rank: 0, isUsable: true },
  SLOW: { word: 'Slow', tone: 'slow', rank: 1, isUsable: true },
  UNSTEADY: { word: 'Unsteady', tone: 'slow', rank: 2, isUsable: true },
  RECOVERING: { word: 'Recovering', tone: 'slow', rank: 3, isUsable: true },
  FAILING: { word: 'Failing', tone: 'bad', rank: 4, isUsable: true },
  UNAVAILABLE: { word: 'Unavailable', tone: 'bad', rank: 5, isUsable: false },
  UNCONFIGURED: { word: 'Not configured', tone: 'idle', rank: 6, isUsable: false },
  OFF: { word: 'Switched off', tone: 'idle', rank: 7, isUsable: false },
};

/** A model below this share of successes is failing. */
const failingBelow = 0.5;
/** A model below this share of successes is unsteady. */
const unsteadyBelow = 0.9;

/**
 * The status of a model in one word. The calls of the last minutes outrank the last probe. `health` is undefined before
 * anything is known.
 */
export function modelStatus(model: ModelFacts, health: HealthFacts | undefined, isStale = false): ModelStatus {
  const name = nameOf(model, health);
  const row = modelStatuses[name];
  return { name, ...row, tone: isStale ? 'idle' : row.tone, isStale };
}

function nameOf({ active, configured }: ModelFacts, health: HealthFacts | undefined): ModelStatusName {
  if (!active) return 'OFF';
  if (!configured) return 'UNCONFIGURED';
  if (health === undefined) return 'READY';
  const { status, breaker, successRate } = health;
  if (breaker === 'OPEN' || status === 'UNAVAILABLE') return 'UNAVAILABLE';
  if (breaker === 'HALF_OPEN') return 'RECOVERING';
  if (successRate !== null && successRate < failingBelow) return 'FAILING';
  if (successRate !== null && successRate < unsteadyBelow) return 'UNSTEADY';
  return status === 'UNKNOWN' ? 'READY' : status;
}
