const kib = 1024;
const mib = 1024 * 1024;

/** A limit that an operator may change. */
export type Limit = {
  /** The environment variable that sets it. */
  variable: string;
  /** The default, in `unit`. */
  default: number;
  least: number;
  most: number;
  unit: 'bytes' | 'milliseconds' | 'count';
};

/**
 * Every limit of the service that an operator may change. `docs/limits.md` describes the effect of each, and lists the
 * fixed limits too. A test compares the two.
 */
export const limitList = {
  /** Open connections, all callers together. */
  connections: limit('PENSTOCK_MAX_CONNECTIONS', 2_000, 'count', { least: 10, most: 1_000_000 }),
  /** Open connections whose caller has not shown a valid key. */
  connectionsWithoutKey: limit('PENSTOCK_MAX_CONNECTIONS_WITHOUT_KEY', 200, 'count', { least: 1, most: 1_000_000 }),
  /** The headers of one request. */
  headerBytes: limit('PENSTOCK_MAX_HEADER_BYTES', 16 * kib, 'bytes', { least: kib, most: mib }),
  /** The body of one request, and one WebSocket message after its key was accepted. */
  bodyBytes: limit('PENSTOCK_MAX_BODY_BYTES', 20 * mib, 'bytes', { least: kib, most: 512 * mib }),
  /** From the first byte of a request to the last byte of its body. */
  bodyMs: limit('PENSTOCK_MAX_BODY_MS', 20_000, 'milliseconds', { least: 100, most: 600_000 }),
  /** One WebSocket message before a key was accepted. */
  frameBytesWithoutKey: limit('PENSTOCK_MAX_FRAME_BYTES_WITHOUT_KEY', 16 * kib, 'bytes', { least: kib, most: mib }),
  /** Bytes that one caller has not read from its socket. */
  unsentBytes: limit('PENSTOCK_MAX_UNSENT_BYTES', 8 * mib, 'bytes', { least: 64 * kib, most: 1_024 * mib }),
  /** How long a caller may read nothing while data waits for it. */
  unreadMs: limit('PENSTOCK_MAX_UNREAD_MS', 60_000, 'milliseconds', { least: 1_000, most: 3_600_000 }),
  /** Running operations on one WebSocket. */
  operationsPerSocket: limit('PENSTOCK_MAX_OPERATIONS_PER_SOCKET', 200, 'count', { least: 1, most: 100_000 }),
  /** Calls to providers that one GraphQL request may cause. */
  providerCallsPerRequest: limit('PENSTOCK_MAX_PROVIDER_CALLS_PER_REQUEST', 100, 'count', { least: 1, most: 100_000 }),
  /** Fields of `Mutation` in one GraphQL request. */
  mutationsPerRequest: limit('PENSTOCK_MAX_MUTATIONS_PER_REQUEST', 100, 'count', { least: 1, most: 100_000 }),
  /** The work of one GraphQL operation, in fields of a response. */
  operationFields: limit('PENSTOCK_MAX_OPERATION_FIELDS', 50_000, 'count', { least: 1_000, most: 10_000_000 }),
  /** The text of one GraphQL document, without its variables. */
  documentBytes: limit('PENSTOCK_MAX_DOCUMENT_BYTES', mib, 'bytes', { least: 4 * kib, most: 64 * mib }),
  /** Values in the variables of one GraphQL request: objects, lists and their members. */
  variableValues: limit('PENSTOCK_MAX_VARIABLE_VALUES', 50_000, 'count', { least: 1_000, most: 10_000_000 }),
  /** The bytes that one provider sends for one answer, or as one JSON body. */
  answerBytes: limit('PENSTOCK_MAX_ANSWER_BYTES', 64 * mib, 'bytes', { least: 64 * kib, most: 1_024 * mib }),
  /** One event or line of a provider's stream. */
  eventBytes: limit('PENSTOCK_MAX_EVENT_BYTES', 32 * mib, 'bytes', { least: 16 * kib, most: 512 * mib }),
  /** Ended generations that stay in memory for later readers. */
  endedBytes: limit('PENSTOCK_MAX_ENDED_BYTES', 100 * mib, 'bytes', { least: 0, most: 16_384 * mib }),
  /** The memory for generations, their events, unsent answers and unwritten records together. */
  heldBytes: limit('PENSTOCK_MAX_HELD_BYTES', 256 * mib, 'bytes', { least: 32 * mib, most: 65_536 * mib }),
  /** How long a generation continues after its last reader lost the connection. */
  readerGraceMs: limit('PENSTOCK_READER_GRACE_MS', 15_000, 'milliseconds', { least: 0, most: 3_600_000 }),
  /** From SIGTERM until requests are refused; `/readyz` answers 503 meanwhile. */
  drainDelayMs: limit('PENSTOCK_DRAIN_DELAY_MS', 3_000, 'milliseconds', { least: 0, most: 600_000 }),
  /** How long running generations may continue after that. */
  graceMs: limit('PENSTOCK_GRACE_MS', 20_000, 'milliseconds', { least: 0, most: 3_600_000 }),
  /** The longest stall of the event loop before the process is ended; 0 for no watchdog. */
  watchdogMs: limit('PENSTOCK_WATCHDOG_MS', 30_000, 'milliseconds', { least: 0, most: 3_600_000 }),
} as const satisfies Readonly<Record<string, Limit>>;

/** The limits in force, each in its unit. */
export type Limits = { readonly [Name in keyof typeof limitList]: number };

export const defaultLimits: Limits = mapLimits((one) => one.default);

/** Maps every limit to a value. */
export function mapLimits(readOf: (limit: Limit) => number): Limits {
  return Object.fromEntries(
    Object.entries(limitList).map(([name, one]) => [name, readOf(one)]),
    // Every name of `limitList` has been mapped.
  ) as Limits;
}

/** The range of a variable, as the end of a sentence. */
export function describeRange({ least, most, unit }: Limit): string {
  const of = unit === 'count' ? '' : ` of ${unit}`;
  return `a whole number${of} from ${least} to ${most}`;
}

function limit(variable: string, standard: number, unit: Limit['unit'], range: Pick<Limit, 'least' | 'most'>): Limit {
  return { variable, default: standard, unit, ...range };
}
