import { describe, expect, test } from 'vitest';
import allFailed from './fixtures/all-failed.json' with { type: 'json' };
import completed from './fixtures/completed.json' with { type: 'json' };
import continued from './fixtures/continued.json' with { type: 'json' };
import fellBack from './fixtures/fell-back.json' with { type: 'json' };
import reasoned from './fixtures/reasoned.json' with { type: 'json' };
import restarted from './fixtures/restarted.json' with { type: 'json' };
import tools from './fixtures/tools.json' with { type: 'json' };
import { reduceRun } from './reduce-run.ts';
import type { RunEvent, WholeGeneration } from './run-documents.ts';
import { hasEnded, type RunState, startRun } from './run-state.ts';
import { readRecording } from './testing/read-recording.ts';

/** Applies events, ten milliseconds apart. */
function play(events: readonly RunEvent[], state: RunState = startRun(0)): RunState {
  return events.reduce((run, event, index) => reduceRun(run, { type: 'event', event, atMs: (index + 1) * 10 }), state);
}

const textOf = (events: readonly RunEvent[]) =>
  events.map((event) => (event.__typename === 'TextDelta' ? event.text : '')).join('');

describe('recorded generations', () => {
  test('an answer arrives in pieces and is settled at its end', () => {
    const events = readRecording(completed);
    const half = play(events.slice(0, 10));
    expect(half).toMatchObject({
      phase: 'running',
      lastNumber: 10,
      settled: null,
      endedAtMs: null,
      firstTokenAtMs: 20,
    });
    expect(half.attempts).toMatchObject([{ number: 1, model: 'sim/good', outcome: 'RUNNING' }]);

    const run = play(events);
    expect(run.phase).toBe('completed');
    expect(run.text).toBe(textOf(events));
    expect(run.settled).toMatchObject({ status: 'COMPLETED', model: 'sim/good' });
    expect(run.attempts).toMatchObject([{ number: 1, outcome: 'SUCCEEDED', resumption: null }]);
    expect(run.plan?.candidates[0]?.modelId).toBe('sim/good');
  });

  test('a failed attempt shows its error at once, and the next attempt as running', () => {
    const events = readRecording(fellBack);
    const firstFailure = events.findIndex(({ __typename }) => __typename === 'AttemptFailed');
    expect(play(events.slice(0, firstFailure + 1)).attempts).toMatchObject([
      { number: 1, model: 'sim/overloaded', outcome: 'FAILED', errorCode: 'OVERLOADED' },
      { number: 2, model: 'sim/overloaded', outcome: 'RUNNING' },
    ]);
    expect(play(events).attempts.map(({ model, outcome }) => [model, outcome])).toEqual([
      ['sim/overloaded', 'FAILED'],
      ['sim/overloaded', 'FAILED'],
      ['sim/good', 'SUCCEEDED'],
    ]);
  });

  test('a second call beside a late call runs at once, and the outrun call shows the reason', () => {
    const place = { generationId: 'g', follows: 0 };
    const started = readRecording(fellBack).slice(0, 1);
    const hedged: RunEvent = {
      __typename: 'AttemptHedged',
      ...place,
      number: 2,
      secondAttempt: 2,
      secondModel: 'sim/good',
    };
    const outrun = { __typename: 'AttemptOutrun', ...place, number: 3, attempt: 1, reason: 'It was late.' } as const;
    const failed: RunEvent = {
      __typename: 'AttemptFailed',
      ...place,
      number: 3,
      attempt: 2,
      model: 'sim/good',
      errorCode: 'TIMEOUT',
      errorMessage: 'It was silent.',
      nextModel: 'sim/overloaded',
    };
    const outcomesOf = (events: readonly RunEvent[]) => {
      const { attempts } = events.reduce(
        (run, event, index) => reduceRun(run, { type: 'event', event: { ...event, follows: index }, atMs: 10 }),
        startRun(0),
      );
      return attempts.map(({ model, outcome, errorMessage }) => [model, outcome, errorMessage]);
    };
    expect(outcomesOf([...started, hedged])).toEqual([
      ['sim/overloaded', 'RUNNING', null],
      ['sim/good', 'RUNNING', null],
    ]);
    expect(outcomesOf([...started, hedged, outrun])).toEqual([
      ['sim/overloaded', 'OUTRUN', 'It was late.'],
      ['sim/good', 'RUNNING', null],
    ]);
    expect(outcomesOf([...started, hedged, failed])).toEqual([
      ['sim/overloaded', 'RUNNING', null],
      ['sim/good', 'FAILED', 'It was silent.'],
    ]);
  });

  test('an unknown event of a later service changes nothing, and is not missed', () => {
    const [started, ...others] = readRecording(completed);
    if (started === undefined) throw new Error('The recording is empty.');
    const unknown = { __typename: 'LaterEvent', generationId: started.generationId, number: 2, follows: 1 };
    const shifted = others.map((event) => ({ ...event, number: event.number + 1, follows: event.follows + 1 }));
    const run = play([started, unknown as unknown as RunEvent, ...shifted]);
    expect(run).toMatchObject({ phase: 'completed', isOutOfStep: false, text: textOf(others) });
    expect(play([started, unknown as unknown as RunEvent])).toEqual({ ...play([started]), lastNumber: 2 });
  });

  test('a cut answer that is continued keeps its text, and the mark stays after the end', () => {
    const events = readRecording(continued);
    const run = play(events);
    expect(run.text).toBe(textOf(events));
    expect(run.attempts.map(({ model, resumption }) => [model, resumption])).toEqual([
      ['sim/cut', null],
      ['sim/prefiller', 'continued'],
    ]);
  });

  test('a cut answer that starts over loses the earlier text', () => {
    const events = readRecording(restarted);
    const restart = events.findIndex(({ __typename }) => __typename === 'GenerationRestarted');
    expect(play(events.slice(0, restart)).text).not.toBe('');
    expect(play(events.slice(0, restart + 1)).text).toBe('');
    expect(play(events).text).toBe(textOf(events.slice(restart)));
    expect(play(events).attempts.at(-1)).toMatchObject({ model: 'sib/other', resumption: 'restarted' });
  });

  test('when every attempt fails, the run has the code and each attempt its reason', () => {
    const run = play(readRecording(allFailed));
    expect(run).toMatchObject({ phase: 'failed', text: '', error: { code: 'ALL_MODELS_FAILED' } });
    expect(run.attempts.map(({ errorCode }) => errorCode)).toEqual(['OVERLOADED', 'OVERLOADED', 'AUTHENTICATION']);
  });

  test('reasoning is separate from the answer', () => {
    const run = play(readRecording(reasoned));
    expect(run.reasoning).not.toBe('');
    expect(run.text).not.toContain(run.reasoning);
  });

  test('tool calls are assembled from their pieces', () => {
    const run = play(readRecording(tools));
    expect(run.toolCalls.length).toBeGreaterThan(0);
    for (const { name, argumentsText } of run.toolCalls) {
      expect(['get_weather', 'get_time']).toContain(name);
      expect(JSON.parse(argumentsText)).toHaveProperty('city');
    }
  });

  const recordings = Object.entries({ completed, continued, fellBack, restarted, tools });

  test.each(recordings)('repeated events, as after a reconnect, change nothing: %s', (_, recording) => {
    const events = readRecording(recording);
    const middle = Math.floor(events.length / 2);
    const repeated = [...events.slice(0, middle), ...events.slice(Math.max(middle - 5, 0))];
    expect(play(repeated).text).toBe(play(events).text);
    expect(play(repeated).attempts.map(({ outcome }) => outcome)).toEqual(
      play(events).attempts.map(({ outcome }) => outcome),
    );
  });
});

const ids = { generationId: 'g1' };
const started: RunEvent = {
  __typename: 'GenerationStarted',
  ...ids,
  number: 1,
  follows: 0,
  plan: { strategy: 'BALANCED', chain: null, inputTokens: 3, candidates: [], exclusions: [] },
};
const delta = (number: number, follows: number, text: string): RunEvent => ({
  __typename: 'TextDelta',
  ...ids,
  number,
  follows,
  text,
});

describe('numbers', () => {
  test('a merged delta counts for all of its events', () => {
    const run = play([started, delta(5, 1, 'four in one'), delta(6, 5, ' and one')]);
    expect(run).toMatchObject({ text: 'four in one and one', lastNumber: 6, isOutOfStep: false });
  });

  test('a repeated event is dropped', () => {
    expect(play([started, delta(2, 1, 'a'), delta(2, 1, 'a')]).text).toBe('a');
  });

  test('a gap is not ignored: the event waits until the missing events arrive', () => {
    const gap = play([started, delta(4, 3, 'd')]);
    expect(gap).toMatchObject({ text: '', lastNumber: 1, isOutOfStep: true });
    expect(play([delta(3, 1, 'bc'), delta(4, 3, 'd')], gap)).toMatchObject({ text: 'bcd', isOutOfStep: false });
  });

  test('a merged delta that overlaps the text is a gap too, because its new part is unknown', () => {
    expect(play([started, delta(2, 1, 'a'), delta(4, 1, 'abc')])).toMatchObject({ text: 'a', isOutOfStep: true });
  });

  test('a first event after a gap still contains the id of its generation', () => {
    expect(play([delta(7, 6, 'g')])).toMatchObject({ generationId: 'g1', lastNumber: 0, isOutOfStep: true });
  });

  test('after a rewind, a run is read again from its beginning', () => {
    const rewound = reduceRun(play([started, delta(2, 1, 'a')]), { type: 'rewound' });
    expect(rewound).toMatchObject({ generationId: 'g1', lastNumber: 0, text: '', startedAtMs: 0 });
    expect(play([started, delta(3, 1, 'ab')], rewound).text).toBe('ab');
  });
});

describe('messages that are not events', () => {
  test('a broken connection is shown until the next event', () => {
    const unlinked = reduceRun(play([started]), { type: 'unlinked' });
    expect(unlinked.link).toBe('reconnecting');
    expect(play([delta(2, 1, 'a')], unlinked).link).toBe('live');
  });

  test('a refused request ends the run and its running attempt', () => {
    const run = reduceRun(play(readRecording(completed).slice(0, 5)), {
      type: 'refused',
      code: 'CONNECTION_LOST',
      message: 'gone',
      atMs: 99,
    });
    expect(run).toMatchObject({ phase: 'failed', error: { code: 'CONNECTION_LOST', message: 'gone' }, endedAtMs: 99 });
    expect(run.attempts).toMatchObject([{ outcome: 'CANCELLED' }]);
  });

  test('a run that is cancelled before its start has ended', () => {
    expect(reduceRun(startRun(0), { type: 'abandoned', atMs: 5 }).phase).toBe('cancelled');
  });

  test('a generation read as a whole replaces the received text', () => {
    const end = readRecording(completed).at(-1);
    if (end?.__typename !== 'GenerationCompleted') throw new Error('The recording has no end.');
    const generation: WholeGeneration = {
      ...end.generation,
      text: 'all of it',
      refusal: null,
      reasoning: 'because',
      toolCalls: [{ id: 'c1', name: 'add', arguments: { a: 1 } }],
    };
    const run = reduceRun(play([started, delta(2, 1, 'all')]), { type: 'loaded', generation, atMs: 50 });
    expect(run).toMatchObject({ phase: 'completed', text: 'all of it', reasoning: 'because', error: null });
    expect(run.toolCalls).toEqual([{ index: 0, id: 'c1', name: 'add', argumentsText: '{"a":1}' }]);
  });

  test('an ended run never changes', () => {
    const run = play(readRecording(completed));
    expect(hasEnded(run)).toBe(true);
    expect(reduceRun(run, { type: 'unlinked' })).toBe(run);
    expect(play([delta(999, run.lastNumber, 'more')], run)).toBe(run);
  });
});
