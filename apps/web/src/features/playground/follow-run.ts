import type { Client, CombinedError, OperationResult, OperationResultSource } from '@urql/core';
import { onEnd, pipe, type Subscription, subscribe } from 'wonka';
import { sendOnce } from '../../graphql/create-graphql-client.ts';
import {
  AttachSubscription,
  CancelMutation,
  type GenerateInput,
  GenerateSubscription,
  type RunEvent,
  WholeGenerationQuery,
} from './run-documents.ts';
import { hasEnded, type RunAction, type RunState } from './run-state.ts';

type FollowOptions = {
  client: Client;
  /** Starts a generation; its `clientId` lets it be sent again. Null: follows the generation of `from`. */
  input: GenerateInput | null;
  /** The run so far. Default: a new run. */
  from?: RunState;
  /** Applies an action and returns the new run. */
  apply: (action: RunAction) => RunState;
  now: () => number;
  /** Milliseconds before the attempt `tries` (from 0) to attach again. */
  retryDelayMs?: (tries: number) => number;
};

/** A run that is being followed. */
export interface Follower {
  /** Cancels the generation at the API. The run still waits for its last event. */
  cancel(): void;
  /** Stops following at once. The API aborts a generation without followers. */
  leave(): void;
}

/**
 * Starts a generation and follows its events to the end. After a broken connection or a gap in the numbers it attaches
 * again after the last applied event. It never starts the generation twice.
 */
export function followRun(options: FollowOptions): Follower {
  const follower = new RunFollower(options);
  follower.start();
  return follower;
}

const defaultRetryDelayMs = (tries: number) => Math.min(250 * 2 ** tries, 2_000);

class RunFollower implements Follower {
  readonly #options: FollowOptions;
  #generationId: string | null = null;
  #lastNumber = 0;
  /** Number of attachments without the expected event. */
  #tries = 0;
  #isRewound = false;
  #isDone = false;
  #subscription: Subscription | undefined;
  /** The previous source, until the next has begun: a generation that loses its last reader ends. */
  #previous: Subscription | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: FollowOptions) {
    this.#options = options;
  }

  start(): void {
    const { from } = this.#options;
    this.#generationId = from?.generationId ?? null;
    this.#lastNumber = from?.lastNumber ?? 0;
    this.#attach();
  }

  leave(): void {
    this.#isDone = true;
    clearTimeout(this.#timer);
    this.#previous?.unsubscribe();
    this.#subscription?.unsubscribe();
  }

  cancel(): void {
    const { client, now } = this.#options;
    if (this.#generationId === null) this.#take({ type: 'abandoned', atMs: now() });
    else void client.mutation(CancelMutation, { id: this.#generationId }).toPromise();
  }

  #take(action: RunAction): RunState {
    const state = this.#options.apply(action);
    this.#generationId = state.generationId;
    this.#lastNumber = state.lastNumber;
    if (hasEnded(state)) this.leave();
    return state;
  }

  #follow<Data>(source: OperationResultSource<OperationResult<Data>>, read: (data: Data) => RunEvent): void {
    this.#previous?.unsubscribe();
    this.#previous = this.#subscription;
    this.#subscription = undefined;
    let isCurrent = true;
    /**
     * Ignores the later events of this source. Returns false when they were already ignored, or when the run has ended.
     */
    const drop = () => {
      const wasCurrent = isCurrent && !this.#isDone;
      isCurrent = false;
      return wasCurrent;
    };
    const opened = pipe(
      source,
      onEnd(() => drop() && this.#reconnect()),
      subscribe(({ data, error }) => {
        if (!isCurrent || this.#isDone) return;
        if (error) return drop() && this.#handleError(error);
        if (!data) return;
        this.#previous?.unsubscribe();
        this.#previous = undefined;
        const state = this.#take({ type: 'event', event: read(data), atMs: this.#options.now() });
        if (state.isOutOfStep) return drop() && this.#catchUp();
        this.#tries = 0;
      }),
    );
    // A source may end before its handle is assigned.
    if (this.#isDone || !isCurrent) opened.unsubscribe();
    else this.#subscription = opened;
  }

  /**
   * Attaches by the generation's id. Before the id is known it sends the request again: the same `clientId` starts no
   * second generation.
   */
  #attach(): void {
    const { client, input } = this.#options;
    if (this.#isDone) return;
    if (this.#generationId !== null) {
      const variables = { id: this.#generationId, after: this.#lastNumber };
      const source = client.subscription(AttachSubscription, variables, sendOnce);
      this.#follow(source, ({ generation }) => generation);
    } else if (input !== null) {
      this.#follow(client.subscription(GenerateSubscription, { input }, sendOnce), ({ generate }) => generate);
    } else this.#refuse('CONNECTION_LOST', 'The page was left before the answer began.');
  }

  #attachSoon(): void {
    const { retryDelayMs = defaultRetryDelayMs } = this.#options;
    this.#timer = setTimeout(() => this.#attach(), retryDelayMs(this.#tries));
    this.#tries += 1;
  }

  /** Requests the missing events. If the answer does not fit either, requests all of them. */
  #catchUp(): void {
    if (this.#lastNumber > 0 && this.#tries > 0 && !this.#isRewound) {
      this.#isRewound = true;
      this.#take({ type: 'rewound' });
    }
    this.#attachSoon();
  }

  #reconnect(): void {
    this.#take({ type: 'unlinked' });
    this.#attachSoon();
  }

  #handleError(error: CombinedError): void {
    const [first] = error.graphQLErrors;
    if (!first) {
      this.#reconnect();
      return;
    }
    const code = String(first.extensions.code ?? 'INTERNAL');
    if (code === 'NOT_FOUND' && this.#generationId !== null) void this.#load(this.#generationId);
    else this.#refuse(code, first.message);
  }

  /** Its events are gone, but the result may be stored. */
  async #load(id: string): Promise<void> {
    const { client, now } = this.#options;
    const { data, error } = await client.query(WholeGenerationQuery, { id }, { requestPolicy: 'network-only' });
    if (this.#isDone) return;
    if (error?.networkError) {
      this.#reconnect();
      return;
    }
    if (data?.generation && hasEnded(this.#take({ type: 'loaded', generation: data.generation, atMs: now() }))) return;
    const message = 'The gateway does not have this generation; it may have restarted.';
    this.#refuse('CONNECTION_LOST', message);
  }

  #refuse(code: string, message: string): void {
    this.#take({ type: 'refused', code, message, atMs: this.#options.now() });
  }
}
