import { ServiceError } from '../errors/service-error.ts';
import type { ClientOperation } from './generation-request.ts';
import type { LiveGeneration } from './live-generation.ts';
import type { OperationClaims } from './operation-claims.ts';

/**
 * The operation has started a generation whose events are not in this process. The generation's record has the result.
 */
export class StartedElsewhere extends ServiceError {
  readonly generationId: string;

  constructor(generationId: string) {
    super(
      'CONFLICT',
      `This operation started generation ${generationId}, but its events are not available here any more. Read its result with the query 'generation'.`,
      { field: 'input.clientId', details: { generationId } },
    );
    this.generationId = generationId;
  }
}

type Known = { fingerprint: string; live: Promise<LiveGeneration> };

/**
 * The generations that named operations have started in this process, while their events are here. A repeated operation
 * gets the same generation, also before the first has begun.
 */
export class ClientOperations {
  readonly #claims: OperationClaims;
  readonly #known = new Map<string, Known>();

  constructor(claims: OperationClaims) {
    this.#claims = claims;
  }

  /** The generation of an operation. If the operation has started none, `launch` starts it under the new id. */
  begin(
    operation: ClientOperation,
    newId: () => string,
    launch: (id: string) => Promise<LiveGeneration>,
  ): Promise<LiveGeneration> {
    const key = keyOf(operation);
    const known = this.#known.get(key);
    if (known === undefined) return this.#remember(key, operation, () => this.#start(operation, newId(), launch));
    if (known.fingerprint !== operation.fingerprint) return Promise.reject(otherRequest(operation));
    return known.live;
  }

  /** Forgets the operation of a generation whose events are gone. */
  forget({ id, request }: LiveGeneration): void {
    const { operation } = request.delivery;
    if (operation === undefined) return;
    const key = keyOf(operation);
    const known = this.#known.get(key);
    void known?.live.then((live) => {
      if (live.id === id && this.#known.get(key) === known) this.#known.delete(key);
    });
  }

  #remember(key: string, { fingerprint }: ClientOperation, start: () => Promise<LiveGeneration>): Known['live'] {
    const known: Known = { fingerprint, live: start() };
    this.#known.set(key, known);
    known.live.catch(() => {
      if (this.#known.get(key) === known) this.#known.delete(key);
    });
    return known.live;
  }

  async #start(
    operation: ClientOperation,
    id: string,
    launch: (id: string) => Promise<LiveGeneration>,
  ): Promise<LiveGeneration> {
    // A caller that has events already continues. A new generation would be paid a second time.
    const isNew = operation.after === 0;
    const claim = isNew ? await this.#claims.claim(operation, id) : await this.#claims.find(operation);
    if (claim !== null) {
      throw claim.fingerprint === operation.fingerprint
        ? new StartedElsewhere(claim.generationId)
        : otherRequest(operation);
    }
    if (!isNew) throw nothingStarted(operation);
    try {
      return await launch(id);
    } catch (error) {
      await this.#claims.release(operation, id);
      throw error;
    }
  }
}

function keyOf({ callerId, clientId }: ClientOperation): string {
  return `${callerId}\n${clientId}`;
}

function otherRequest({ clientId }: ClientOperation): ServiceError {
  return new ServiceError(
    'CONFLICT',
    `clientId '${clientId}' already belongs to another request of yours: give each request a unique clientId.`,
    { field: 'input.clientId' },
  );
}

function nothingStarted({ clientId }: ClientOperation): ServiceError {
  return new ServiceError(
    'NOT_FOUND',
    `No recent generation has the clientId '${clientId}': leave 'after' out to start one.`,
    { field: 'input.after' },
  );
}
