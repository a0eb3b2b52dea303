import type { Client, CombinedError, OperationResult, OperationResultSource } from '@urql/core';
import { onEnd, pipe, type Subscription, subscribe } from 'wonka';
import { unrepeated } from '../../graphql/create-graphql-client.ts';
import {
  AttachSubscription,
  CancelMutation,
  type GenerateInput,
  GenerateSubscription,
  type RunEvent,
  WholeGenerationQuery,
} from './run-documents.ts';
import { isOver, type RunAction, type RunState } from './run-state.ts';

type FollowOptions = {
  client: Client;
  input: GenerateInput;
  /** Reduces the run and returns what it is now. */
  apply: (action: RunAction) => RunState;
  now: () => number;
  /** Milliseconds before attempt number `tries` (from 0) to attach again. */
  retryDelayMs?: (tries: number) => number;
};

/** A run that is being followed. */
export type Follower = {
  /** Ends the generation at the API; its last event is still awaited. */
  cancel(): void;
  /** Leaves it at once; the API aborts what nobody follows. */
  leave(): void;
};

const defaultRetryDelayMs = (tries: number) => Math.min(250 * 2 ** tries, 5_000);

/**
 * Starts a generation and follows its events to the end. A broken connection, or a gap in the numbers, is mended by
 * attaching again after the last event taken in; the generation itself is never started twice.
 */
export function followRun({ client, input, apply, now, retryDelayMs = defaultRetryDelayMs }: FollowOptions): Follower {
  let generationId: string | null = null;
  let lastNumber = 0;
  let tries = 0;
  let isRewound = false;
  let isDone = false;
  let subscription: Subscription | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const leave = () => {
    isDone = true;
    clearTimeout(timer);
    subscription?.unsubscribe();
  };
  const take = (action: RunAction) => {
    const state = apply(action);
    ({ generationId, lastNumber } = state);
    if (isOver(state)) leave();
    return state;
  };

  function follow<Data>(source: OperationResultSource<OperationResult<Data>>, read: (data: Data) => RunEvent) {
    subscription?.unsubscribe();
    let isCurrent = true;
    const drop = () => {
      const wasCurrent = isCurrent && !isDone;
      isCurrent = false;
      return wasCurrent;
    };
    const opened = pipe(
      source,
      onEnd(() => drop() && reconnect()),
      subscribe(({ data, error }) => {
        if (!isCurrent || isDone) return;
        if (error) return drop() && handleError(error);
        if (!data) return;
        const state = take({ type: 'event', event: read(data), atMs: now() });
        if (state.isOutOfStep) return drop() && catchUp();
        tries = 0;
      }),
    );
    // A source may end before it is known by its name.
    if (isDone || !isCurrent) opened.unsubscribe();
    else subscription = opened;
  }

  function attach() {
    if (generationId === null || isDone) return;
    const variables = { id: generationId, after: lastNumber };
    follow(client.subscription(AttachSubscription, variables, unrepeated), ({ generation }) => generation);
  }

  /** Asks for what is missing; if that does not fit either, for everything. */
  function catchUp() {
    if (lastNumber > 0 && tries > 0 && !isRewound) {
      isRewound = true;
      take({ type: 'rewound' });
    }
    timer = setTimeout(attach, retryDelayMs(tries));
    tries += 1;
  }

  function reconnect() {
    if (generationId === null) {
      take({
        type: 'refused',
        code: 'CONNECTION_LOST',
        message: 'The connection broke before the answer began.',
        atMs: now(),
      });
      return;
    }
    take({ type: 'unlinked' });
    timer = setTimeout(attach, retryDelayMs(tries));
    tries += 1;
  }

  function handleError(error: CombinedError) {
    const [first] = error.graphQLErrors;
    if (!first) return reconnect();
    const code = String(first.extensions.code ?? 'INTERNAL');
    if (code === 'NOT_FOUND' && generationId !== null) return void load(generationId);
    take({ type: 'refused', code, message: first.message, atMs: now() });
  }

  async function load(id: string) {
    const { data, error } = await client.query(WholeGenerationQuery, { id }, { requestPolicy: 'network-only' });
    if (isDone) return;
    if (error?.networkError) return reconnect();
    if (data?.generation && isOver(take({ type: 'loaded', generation: data.generation, atMs: now() }))) return;
    const message = 'The gateway no longer knows this generation: it may have been started anew meanwhile.';
    take({ type: 'refused', code: 'CONNECTION_LOST', message, atMs: now() });
  }

  follow(client.subscription(GenerateSubscription, { input }, unrepeated), ({ generate }) => generate);

  return {
    leave,
    cancel() {
      if (generationId === null) take({ type: 'abandoned', atMs: now() });
      else void client.mutation(CancelMutation, { id: generationId }).toPromise();
    },
  };
}
