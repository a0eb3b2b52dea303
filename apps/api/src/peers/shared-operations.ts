import type { ClientOperation } from '../generation/generation-request.ts';
import type { OperationClaim, OperationClaims } from '../generation/operation-claims.ts';
import type { Redis } from '../redis/redis.ts';

export type SharedOperationsOptions = {
  redis: Redis;
  /** The claims in the database. `isAway`: whether it does not answer now. */
  stored: OperationClaims & { readonly isAway: boolean };
};

/**
 * How long Redis keeps a claim that the database also has, milliseconds. The database may fail before the operation
 * comes again.
 */
const besideMs = 10 * 60_000;
/** How long Redis keeps a claim that the database lacks, milliseconds. As long as the database keeps one. */
const aloneMs = 24 * 3_600_000;

/**
 * Claims in the database and in Redis. An operation that two replicas receive starts once while either of the two
 * answers. If both are unavailable, each replica knows only its own claims.
 */
export class SharedOperations implements OperationClaims {
  readonly #redis: Redis;
  readonly #stored: SharedOperationsOptions['stored'];

  constructor({ redis, stored }: SharedOperationsOptions) {
    this.#redis = redis;
    this.#stored = stored;
  }

  async claim(operation: ClientOperation, generationId: string): Promise<OperationClaim | null> {
    const earlier = await this.#stored.claim(operation, generationId);
    if (earlier !== null) return earlier;
    const shared = await this.#share(operation, generationId).catch(() => null);
    if (shared === null || shared.generationId === generationId) return null;
    await this.#stored.release(operation, generationId);
    return shared;
  }

  async find(operation: ClientOperation): Promise<OperationClaim | null> {
    return (await this.#stored.find(operation)) ?? (await this.#read(operation).catch(() => null));
  }

  async release(operation: ClientOperation, generationId: string): Promise<void> {
    await this.#stored.release(operation, generationId);
    const shared = await this.#read(operation).catch(() => null);
    if (shared?.generationId !== generationId) return;
    await this.#redis.ask((commands) => commands.del(placeOf(operation))).catch(() => {});
  }

  /** Null if the operation is claimed now, or if the earlier claim has just expired. */
  async #share(operation: ClientOperation, generationId: string): Promise<OperationClaim | null> {
    const claim: OperationClaim = { fingerprint: operation.fingerprint, generationId };
    const expiration = { type: 'PX', value: this.#stored.isAway ? aloneMs : besideMs } as const;
    const set = await this.#redis.ask((commands) =>
      commands.set(placeOf(operation), JSON.stringify(claim), { condition: 'NX', expiration }),
    );
    return set === null ? this.#read(operation) : null;
  }

  async #read(operation: ClientOperation): Promise<OperationClaim | null> {
    const json = await this.#redis.ask((commands) => commands.get(placeOf(operation)));
    return json === null ? null : (JSON.parse(json) as OperationClaim);
  }
}

/** The number is the version of a claim's form. Replicas of another version do not read it. */
function placeOf({ callerId, clientId }: ClientOperation): string {
  return `penstock:operation:1:${JSON.stringify([callerId, clientId])}`;
}
