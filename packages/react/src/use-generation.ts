import {
  type Answer,
  addEvent,
  emptyAnswer,
  type GenerateInput,
  type GenerationEvent,
  type Penstock,
  PenstockError,
} from '@penstock/client';
import { useCallback, useEffect, useReducer, useRef } from 'react';

export type GenerationState = Answer & {
  /** `reconnecting`: the connection is lost; the answer continues after the reconnection. `stopped`: by `stop`. */
  status: 'idle' | 'running' | 'reconnecting' | 'completed' | 'failed' | 'stopped';
  /** The reason why there is no complete answer; null otherwise. */
  error: PenstockError | null;
};

export type UseGeneration = GenerationState & {
  /** Starts an answer, and stops the previous one. */
  start(input: GenerateInput): void;
  /** Stops the answer at once. The text so far stays. */
  stop(): void;
};

type Action =
  | { type: 'started' }
  | { type: 'event'; event: GenerationEvent }
  | { type: 'interrupted'; isLost: boolean }
  | { type: 'failed'; error: PenstockError }
  | { type: 'stopped' };

const idle: GenerationState = { ...emptyAnswer, status: 'idle', error: null };

/** One streamed answer at a time. It survives a lost connection, and stops when the component unmounts. */
export function useGeneration(penstock: Pick<Penstock, 'generate'>): UseGeneration {
  const [state, dispatch] = useReducer(reduce, idle);
  const running = useRef<AbortController | null>(null);

  const start = useCallback(
    (input: GenerateInput) => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      void read(penstock, input, controller.signal, (action) => {
        if (running.current === controller) dispatch(action);
      });
    },
    [penstock],
  );

  const stop = useCallback(() => {
    if (running.current === null) return;
    running.current.abort();
    running.current = null;
    dispatch({ type: 'stopped' });
  }, []);

  useEffect(() => () => running.current?.abort(), []);
  return { ...state, start, stop };
}

async function read(
  penstock: Pick<Penstock, 'generate'>,
  input: GenerateInput,
  signal: AbortSignal,
  tell: (action: Action) => void,
): Promise<void> {
  tell({ type: 'started' });
  try {
    const onInterruption = (isLost: boolean): void => tell({ type: 'interrupted', isLost });
    for await (const event of penstock.generate(input, { signal, onInterruption })) tell({ type: 'event', event });
  } catch (error) {
    if (signal.aborted) return;
    tell({
      type: 'failed',
      error: error instanceof PenstockError ? error : new PenstockError('INTERNAL', String(error)),
    });
  }
}

function reduce(state: GenerationState, action: Action): GenerationState {
  switch (action.type) {
    case 'started':
      return { ...idle, status: 'running' };
    case 'event': {
      const answer = addEvent(state, action.event);
      return { ...state, ...answer, status: answer.generation === null ? 'running' : 'completed' };
    }
    case 'interrupted':
      return { ...state, status: action.isLost ? 'reconnecting' : 'running' };
    case 'failed':
      return { ...state, status: 'failed', error: action.error };
    case 'stopped':
      return isRunning(state) ? { ...state, status: 'stopped' } : state;
  }
}

function isRunning({ status }: GenerationState): boolean {
  return status === 'running' || status === 'reconnecting';
}
