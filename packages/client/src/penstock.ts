import type { Client } from 'graphql-ws/client';
import { attachDocument, cancelDocument, type FailureEvent, type GenerationEvent, generateDocument } from './events.ts';
import type { GenerateInput } from './generate-input.ts';
import { Patience, refusalOf } from './patience.ts';
import { fromGraphqlErrors, PenstockError } from './penstock-error.ts';
import { type Key, openSocket } from './socket.ts';

export type PenstockOptions = {
  /** The address of the service, as `http://localhost:4000`. */
  url: string;
  /** A key, or a function that returns one before each connection. Default: the session cookie of the page. */
  key?: Key;
  /** The class of `ws`, for runtimes without a WebSocket of their own, such as Node 20. */
  webSocketImpl?: unknown;
  /** Maximum time to retry a lost connection before an operation fails. Milliseconds, default 30,000. */
  retryForMs?: number;
};

export type StreamOptions = {
  /** Aborting it stops the generation at once. The iteration throws the signal's reason. */
  signal?: AbortSignal;
  /** Called when the connection is lost (true), and when events arrive again (false). */
  onInterruption?(isLost: boolean): void;
};

/** The Penstock service, over one WebSocket that opens with the first operation. */
export interface Penstock {
  /**
   * Starts a generation and yields its events up to `GenerationCompleted`. After a lost connection it reconnects and
   * continues after the last event. No event is repeated or missed, and the generation is paid once. Leaving the loop
   * stops the generation. Throws `PenstockError` when there is no complete answer.
   */
  generate(input: GenerateInput, options?: StreamOptions): AsyncIterableIterator<GenerationEvent>;

  /** Yields the events of a running generation, after the event with number `after` (default 0: all). */
  attach(id: string, options?: StreamOptions & { after?: number }): AsyncIterableIterator<GenerationEvent>;

  /** Stops a generation, also when others read it. */
  cancel(id: string): Promise<void>;

  /** Closes the connection. Running operations fail. */
  close(): Promise<void>;
}

/** Connects to a service. Sends nothing before the first operation. */
export function createPenstock({ url, key, webSocketImpl, retryForMs = 30_000 }: PenstockOptions): Penstock {
  const client = openSocket(url, key, webSocketImpl);
  return {
    generate: (input, options) => {
      const named = { ...input, clientId: input.clientId ?? newClientId() };
      const operation = (after: number) => ({
        query: generateDocument,
        variables: { input: after === 0 ? named : { ...named, after } },
      });
      return stream(client, operation, 0, retryForMs, options);
    },
    attach: (id, { after = 0, ...options } = {}) => {
      const operation = (number: number) => ({ query: attachDocument, variables: { id, after: number } });
      return stream(client, operation, after, retryForMs, options);
    },
    cancel: async (id) => {
      for await (const { errors } of client.iterate({ query: cancelDocument, variables: { id } })) {
        if (errors !== undefined) throw fromGraphqlErrors(errors);
      }
    },
    close: async () => client.dispose(),
  };
}

/** 128 random bits. `randomUUID` is missing on pages over plain HTTP. */
function newClientId(): string {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

type Operation = (after: number) => { query: string; variables: Record<string, unknown> };
type Received = GenerationEvent | FailureEvent;

/** Reads one operation to its end, over as many connections as necessary. */
async function* stream(
  client: Client,
  operation: Operation,
  after: number,
  retryForMs: number,
  { signal, onInterruption }: StreamOptions = {},
): AsyncGenerator<GenerationEvent, undefined> {
  const patience = new Patience(retryForMs);
  let last = after;
  let generationId: string | undefined;
  for (;;) {
    signal?.throwIfAborted();
    const answers = client.iterate<{ event: Received }>(operation(last));
    const abort = (): void => void answers.throw?.(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      for await (const value of answers) {
        signal?.throwIfAborted();
        if (value.errors !== undefined || value.data == null) throw fromGraphqlErrors(value.errors ?? []);
        const { event } = value.data;
        generationId = event.generationId;
        if (event.number <= last) continue;
        last = event.number;
        if (patience.isTried) onInterruption?.(false);
        patience.renew();
        yield checked(event);
        if (event.type === 'GenerationCompleted') return;
      }
      throw new PenstockError('INTERNAL', 'The service ended the stream before the generation ended.', {
        generationId,
      });
    } catch (error) {
      const refusal = signal?.aborted === true ? error : refusalOf(error, generationId);
      if (refusal !== null) throw refusal;
      if (!patience.isTried) onInterruption?.(true);
      await patience.wait(error, generationId, signal);
    } finally {
      signal?.removeEventListener('abort', abort);
      // Sends the end of the operation, which tells the service to stop.
      void answers.return?.();
    }
  }
}

function checked(event: Received): GenerationEvent {
  switch (event.type) {
    case 'GenerationFailed':
      throw new PenstockError(event.errorCode, event.errorMessage, { generation: event.generation });
    case 'GenerationCancelled':
      throw new PenstockError('CANCELLED', 'The generation was cancelled.', { generation: event.generation });
    default:
      return event;
  }
}
