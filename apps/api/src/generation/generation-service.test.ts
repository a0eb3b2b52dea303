import { setImmediate } from 'node:timers/promises';
import {
  type AttemptRecord,
  type Call,
  type ChatCall,
  describeExclusion,
  type Exclusion,
  type ExecutionEvent,
  type Plan,
} from '@penstock/router';
import { describe, expect, it, vi } from 'vitest';
import { ServiceError } from '../errors/service-error.ts';
import { sampleAttempt, sampleGeneration, sampleRequest } from '../testing/sample-generation.ts';
import { sampleRules } from '../testing/sample-rules.ts';
import { fakeStageTools } from '../testing/stage-tools.ts';
import { TextEventLog } from '../testing/text-event-log.ts';
import type { OpenEventLog } from './event-log.ts';
import type { Generation } from './generation.ts';
import type { GenerationEvent } from './generation-event.ts';
import type { ClientOperation, GenerationRequest } from './generation-request.ts';
import { GenerationService, type GenerationServiceTools } from './generation-service.ts';
import { callerStopped } from './leaving.ts';
import type { OperationClaim, OperationClaims } from './operation-claims.ts';

type Batch = readonly ExecutionEvent[];
type Script = (call: Call, signal: AbortSignal) => AsyncIterable<Batch>;

const { plan } = sampleGeneration();
const attempt: AttemptRecord = sampleAttempt();
const text = (piece: string): ExecutionEvent => ({ type: 'text-delta', text: piece });
const completed: ExecutionEvent = { type: 'completed', attempt };

/** Each batch comes in a turn of its own, as those of a network do. */
function answers(...batches: readonly Batch[]): Script {
  return async function* () {
    for (const batch of batches) {
      yield batch;
      await setImmediate();
    }
  };
}

/** Sends `first` and then waits until it is cancelled, like an upstream in the middle of an answer. */
function hangs(first: string): Script {
  return async function* (_, signal) {
    yield [text(first)];
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    yield [{ type: 'cancelled', attempt: { ...attempt, outcome: 'cancelled', usage: null } }];
  };
}

function serviceOf(
  script: Script,
  planned: Plan = plan,
  keep = async (_: Generation): Promise<void> => {},
  canRecord: () => boolean | Promise<boolean> = () => true,
  openEventLog?: OpenEventLog,
  more: Partial<GenerationServiceTools> = {},
) {
  const records: Generation[] = [];
  const onFault = vi.fn();
  const onAdmitted = vi.fn();
  const service = new GenerationService({
    ...fakeStageTools({
      ledger: {
        openAccount: () => null,
        canRecord,
        begin: () => {},
        settle: (generation) => {
          records.push(generation);
          return keep(generation);
        },
        releaseKept: async () => {},
      },
      planner: () => () => ({ plan: planned, inputTokens: 7 }),
      execute: ({ call, signal }) => script(call, signal),
      onFault,
      onAdmitted,
      ...(openEventLog !== undefined && { openEventLog }),
    }),
    takeRules: () => ({ rules: sampleRules(), release: () => {} }),
    batchesOf: () => null,
    retention: { keepMs: 60_000, keepCount: 2 },
    ...more,
  });
  return { service, records, onFault, onAdmitted };
}

const never = new AbortController().signal;

async function eventsOf(service: GenerationService, id: string, after = 0): Promise<GenerationEvent[]> {
  return Array.fromAsync(service.attach(id, after));
}

describe('a plan', () => {
  const unknown: Exclusion = {
    modelId: 'no/such',
    reason: { code: 'unknown', figures: { isChain: false, inChain: null, meant: null } },
  };

  it('is not counted as a generation; a started generation is', async () => {
    const { service, onAdmitted } = serviceOf(answers([completed]));
    await service.plan(sampleRequest());
    expect(onAdmitted).not.toHaveBeenCalled();
    await service.start(sampleRequest());
    expect(onAdmitted).toHaveBeenCalledTimes(1);
  });

  it('of a model that does not exist is refused like its generation', async () => {
    const { service, onAdmitted } = serviceOf(answers([completed]), { ...plan, exclusions: [unknown] });
    const request = sampleRequest({ fallbackModels: ['no/such'] });
    const refusal = { code: 'BAD_USER_INPUT', message: describeExclusion(unknown), details: { name: 'no/such' } };
    await expect(service.plan(request)).rejects.toMatchObject(refusal);
    await expect(service.start(request)).rejects.toMatchObject(refusal);
    expect(onAdmitted).not.toHaveBeenCalled();
  });

  it('without candidates is a valid result; its generation is refused and not counted', async () => {
    const { service, onAdmitted } = serviceOf(answers([completed]), { ...plan, candidates: [] });
    expect((await service.plan(sampleRequest())).plan.candidates).toEqual([]);
    await expect(service.start(sampleRequest())).rejects.toMatchObject({ code: 'NO_MODEL_AVAILABLE' });
    expect(onAdmitted).not.toHaveBeenCalled();
  });
});

describe('a generation', () => {
  it('streams the answer of its model, and is recorded before readers get its end', async () => {
    const { service, records } = serviceOf(answers([text('Hel'), text('lo')], [text('!')], [completed]));
    const { id } = await service.start(sampleRequest());
    const seen: string[] = [];
    for await (const event of service.attach(id, 0)) {
      seen.push(event.type === 'text-delta' ? event.text : event.type);
      if (event.type === 'completed') expect(records).toEqual([event.generation]);
    }
    expect(seen).toEqual(['started', 'Hello', '!', 'completed']);
    expect(records[0]).toMatchObject({ id, status: 'COMPLETED', text: 'Hello!', modelId: attempt.modelId });
  });

  it('appears in the feed when it starts and when it is recorded', async () => {
    const { service, records } = serviceOf(answers([text('Hello')], [completed]));
    const watched = service.watch(({ request }) => request.caller.workspaceId === 'default');
    const { id } = await service.start(sampleRequest());
    expect((await watched.next()).value).toMatchObject({ type: 'started', generation: { id, status: 'RUNNING' } });
    const ended = (await watched.next()).value;
    expect(ended).toMatchObject({ type: 'ended', generation: { id, status: 'COMPLETED', text: 'Hello' } });
    expect(records).toHaveLength(1);
    await watched.return();
  });

  it('names the provider of the deployment that served, which can differ from that of the model', async () => {
    const served = { ...completed, attempt: { ...attempt, deploymentId: 'east', providerId: 'azure-east' } };
    const { service, records } = serviceOf(answers([text('Hello')], [served]));
    await service.run(sampleRequest(), new AbortController().signal);
    const [record] = records;
    expect(record).toMatchObject({ modelId: 'openai/gpt-4o-mini', providerId: 'azure-east' });
    expect(record?.attempts).toMatchObject([{ modelId: 'openai/gpt-4o-mini', providerId: 'azure-east' }]);
  });

  it('keeps the parts of its answer in order, with their provider state', async () => {
    const state = { providerId: 'anthropic', dialect: 'anthropic', value: { signature: 's' } };
    const call = { index: 0, id: 'c', name: 'look' };
    const { service, records } = serviceOf(
      answers(
        [
          { type: 'reasoning-delta', text: 'lost' },
          { type: 'restarted', modelId: attempt.modelId },
        ],
        [{ type: 'reasoning-delta', text: 'Hm' }, { type: 'reasoning-end', state }, text('So')],
        [text('.'), { type: 'tool-call-start', ...call }, { type: 'tool-call-end', ...call, arguments: '{}', state }],
        [{ type: 'file', mediaType: 'image/png', data: 'AA' }, completed],
      ),
    );
    const { id } = await service.start(sampleRequest());
    const events = await eventsOf(service, id);
    const said = events.find((event) => event.type === 'text-delta');
    expect(said).toMatchObject({ text: 'So', ended: [{ type: 'reasoning', state }] });
    expect(events.filter((event) => 'ended' in event)).toHaveLength(1);
    expect(events.map(({ type }) => type)).toEqual([
      'started',
      'reasoning-delta',
      'restarted',
      'reasoning-delta',
      'text-delta',
      'text-delta',
      'tool-call-delta',
      'completed',
    ]);
    expect(records[0]?.parts).toEqual([
      { type: 'reasoning', text: 'Hm', state },
      { type: 'text', text: 'So.' },
      { type: 'tool-call', id: 'c', name: 'look', arguments: '{}', state },
      { type: 'image', image: { type: 'base64', mediaType: 'image/png', data: 'AA' } },
    ]);
  });

  it('is returned as a whole to a caller who waits for it', async () => {
    const { service } = serviceOf(answers([text('Hello')], [completed]));
    expect(await service.run(sampleRequest(), never)).toMatchObject({
      status: 'COMPLETED',
      text: 'Hello',
      finishReason: 'stop',
      attempts: [{ number: 1, outcome: 'succeeded' }],
    });
  });

  it('collects tool calls, and sends readers each piece', async () => {
    const calls = answers(
      [{ type: 'tool-call-start', index: 0, id: 'c1', name: 'weather' }],
      [{ type: 'tool-call-delta', index: 0, argumentsText: '{"city":"Ulm"}' }],
      [{ type: 'tool-call-end', index: 0, id: 'c1', name: 'weather', arguments: '{"city":"Ulm"}' }],
      [{ type: 'completed', attempt: { ...attempt, finishReason: 'tool-calls' } }],
    );
    const { service } = serviceOf(calls);
    const { id } = await service.start(sampleRequest());
    const events = await eventsOf(service, id);
    expect(events.slice(1, 3)).toMatchObject([
      { type: 'tool-call-delta', index: 0, id: 'c1', name: 'weather', argumentsDelta: '' },
      { type: 'tool-call-delta', index: 0, id: 'c1', name: 'weather', argumentsDelta: '{"city":"Ulm"}' },
    ]);
    expect(service.find(id)?.toolCalls).toEqual([{ id: 'c1', name: 'weather', arguments: '{"city":"Ulm"}' }]);
  });

  it('starts over for its readers when the next model cannot continue the answer', async () => {
    const failed: ExecutionEvent = {
      type: 'attempt-failed',
      attempt: { ...attempt, outcome: 'failed', errorKind: 'stream-cut', errorMessage: 'It was cut.' },
      nextModelId: 'b/c',
    };
    const { service } = serviceOf(
      answers([text('Hel')], [failed, { type: 'restarted', modelId: 'b/c' }], [text('Good day')], [completed]),
    );
    const { id } = await service.start(sampleRequest());
    expect((await eventsOf(service, id))[2]).toMatchObject({ type: 'attempt-failed', errorCode: 'STREAM_CUT' });
    expect(service.find(id)).toMatchObject({ text: 'Good day', attempts: [{ outcome: 'failed' }, {}] });
  });

  it('keeps two attempts at once in their order, and sends events of both', async () => {
    const second = { ...attempt, number: 2, outcome: 'outrun', errorMessage: 'The other was first.' } as const;
    const hedged = { modelId: 'a/b', afterMs: 500, besideNumber: 2, besideModelId: 'b/c' };
    const { service } = serviceOf(
      answers(
        [{ type: 'hedged', number: 1, ...hedged }],
        [{ type: 'attempt-ended', attempt: second, besideModelId: 'a/b' }, text('Hello')],
        [completed],
      ),
    );
    const { id } = await service.start(sampleRequest());
    const [, ...events] = await eventsOf(service, id);
    expect(events.slice(0, 3)).toMatchObject([
      { type: 'attempt-hedged', attempt: 1, afterMs: 500, secondAttempt: 2, secondModelId: 'b/c' },
      { type: 'attempt-outrun', attempt: 2, reason: 'The other was first.', answeringModelId: 'a/b' },
      { type: 'text-delta' },
    ]);
    expect(service.find(id)).toMatchObject({ attempts: [{ outcome: 'succeeded' }, { outcome: 'outrun' }] });
  });

  it('ends as failed with the code and message of the error', async () => {
    const error = { code: 'ALL_MODELS_FAILED', message: 'No model answered.', attempts: [] } as const;
    const { service } = serviceOf(answers([{ type: 'failed', error }]));
    expect(await service.run(sampleRequest(), never)).toMatchObject({
      status: 'FAILED',
      failure: { code: 'ALL_MODELS_FAILED', message: 'No model answered.' },
    });
  });

  it('ends as failed, with a reference and no stack, when Penstock itself fails', async () => {
    const { service, onFault } = serviceOf(() => {
      throw new Error('a bug');
    });
    const { id, failure } = await service.run(sampleRequest(), never);
    expect(failure).toEqual({
      code: 'INTERNAL',
      message: `An internal error occurred; the log has the details under generation ${id}.`,
    });
    expect(onFault).toHaveBeenCalledWith(new Error('a bug'), id);
  });

  it('is refused with the reason of every model when none can serve it', async () => {
    const { service } = serviceOf(answers(), { ...plan, candidates: [] });
    await expect(service.start(sampleRequest())).rejects.toMatchObject({
      code: 'NO_MODEL_AVAILABLE',
      message:
        'No model can serve this request. anthropic/claude: its provider anthropic is not configured: set ANTHROPIC_API_KEY.',
    });
  });
});

describe('an embedding', () => {
  const call = { type: 'embedding', texts: ['a', 'b'], dimensions: null, purpose: null } as const;
  const request = { ...sampleRequest(), call };

  it('is recorded with its result, and not kept in memory after its caller has the vectors', async () => {
    const { service, records } = serviceOf(answers([{ type: 'completed', attempt, vectors: [[1], [2]] }]));
    expect(await service.run(request, never)).toMatchObject({ status: 'COMPLETED', vectors: [[1], [2]], text: '' });
    expect(records).toMatchObject([{ status: 'COMPLETED', request }]);
    expect(service.find(records[0]?.id ?? '')).toBeNull();
  });

  it('has no vectors when it failed', async () => {
    const error = { code: 'ALL_MODELS_FAILED', message: 'No model answered.', attempts: [] } as const;
    const { service } = serviceOf(answers([{ type: 'failed', error }]));
    expect(await service.run(request, never)).toMatchObject({ status: 'FAILED', vectors: null });
  });
});

describe('an answer that should be JSON', () => {
  const request = sampleRequest({ responseFormat: { type: 'json' } });

  it('is parsed', async () => {
    const { service } = serviceOf(answers([text('{"a":1}')], [completed]));
    expect(await service.run(request, never)).toMatchObject({ status: 'COMPLETED', json: { a: 1 } });
  });

  it('is requested once more if it does not fit, with the problem named', async () => {
    const asked: Call[] = [];
    const { service } = serviceOf(async function* (call) {
      asked.push(call);
      yield [text(asked.length === 1 ? 'Sure!' : '{"a":1}')];
      yield [completed];
    });
    const { id } = await service.start(request);
    const types = (await eventsOf(service, id)).map(({ type }) => type);
    expect(types).toEqual(['started', 'text-delta', 'restarted', 'text-delta', 'completed']);
    expect(service.find(id)).toMatchObject({ json: { a: 1 }, attempts: [{ number: 1 }, { number: 2 }] });
    const [, second] = asked as readonly ChatCall[];
    expect(second?.messages.slice(-2)).toMatchObject([
      { role: 'assistant', parts: [{ type: 'text', text: 'Sure!' }] },
      { role: 'user', parts: [{ text: expect.stringContaining("it is not JSON: 'Sure!'") }] },
    ]);
  });

  it('is sent back with its reasoning and its provider state', async () => {
    const state = { providerId: 'anthropic', dialect: 'anthropic', value: { type: 'thinking', signature: 's' } };
    const asked: Call[] = [];
    const { service } = serviceOf(async function* (call) {
      asked.push(call);
      yield [{ type: 'reasoning-delta', text: 'Hm' }, { type: 'reasoning-end', state }, text('Sure!')];
      yield [completed];
    });
    await service.run(request, never);
    const [, second] = asked as readonly ChatCall[];
    expect(second?.messages.at(-2)).toEqual({
      role: 'assistant',
      parts: [
        { type: 'reasoning', text: 'Hm', state },
        { type: 'text', text: 'Sure!' },
      ],
    });
  });

  it('fails as INVALID_RESPONSE when the second try does not fit either', async () => {
    const { service } = serviceOf(answers([text('Sure!')], [completed]));
    const { failure } = await service.run(request, never);
    expect(failure).toMatchObject({ code: 'INVALID_RESPONSE', message: expect.stringContaining('not JSON') });
  });

  it('fails at once if text cannot be taken back', async () => {
    const asked: Call[] = [];
    const { service } = serviceOf(async function* (call) {
      asked.push(call);
      yield [text('Sure!')];
      yield [completed];
    });
    const { failure } = await service.run(
      sampleRequest({ responseFormat: { type: 'json' }, mayRestart: false }),
      never,
    );
    expect(failure?.message).toBe(
      `The answer of ${attempt.modelId} is not in the requested format: it is not JSON: 'Sure!'.`,
    );
    expect(asked).toHaveLength(1);
  });
});

describe('the events of a generation', () => {
  it('come with an opened generation, from the first event on', async () => {
    const { service, records } = serviceOf(hangs('Hel'));
    const { generation, events } = await service.open(sampleRequest());
    expect(generation.status).toBe('RUNNING');
    expect((await events.next()).value).toMatchObject({ type: 'started', generationId: generation.id, number: 1 });
    expect((await events.next()).value).toMatchObject({ type: 'text-delta', text: 'Hel', number: 2 });
    await events.return?.();
    await vi.waitFor(() => expect(records).toMatchObject([{ status: 'CANCELLED' }]));
  });

  it('are plain data, and hold everything that another process needs', async () => {
    const failed: ExecutionEvent = {
      type: 'attempt-failed',
      attempt: { ...attempt, outcome: 'failed', errorKind: 'stream-cut', errorMessage: 'It was cut.' },
      nextModelId: 'b/c',
    };
    const script = answers(
      [text('Hel')],
      [failed, { type: 'restarted', modelId: 'b/c' }],
      [{ type: 'reasoning-delta', text: 'Hm.' }, text('{"a":'), text('1}')],
      [{ type: 'tool-call-start', index: 0, id: 'c1', name: 'weather' }],
      [{ type: 'tool-call-delta', index: 0, argumentsText: '{}' }],
      [completed],
    );
    const logs: TextEventLog[] = [];
    const { service, records } = serviceOf(script, plan, undefined, undefined, (id, onUnheard) => {
      const log = new TextEventLog(id, onUnheard);
      logs.push(log);
      return log;
    });
    const { events } = await service.open(sampleRequest({ responseFormat: { type: 'json' }, metadata: { run: [1] } }));
    const seen = await Array.fromAsync(events);
    expect(seen.map(({ type }) => type)).toEqual([
      'started',
      'text-delta',
      'attempt-failed',
      'restarted',
      'reasoning-delta',
      'text-delta',
      'tool-call-delta',
      'tool-call-delta',
      'completed',
    ]);
    expect(logs).toHaveLength(1);
    expect(seen[0]).toMatchObject({ plan, inputTokens: 7 });
    const last = seen.at(-1);
    expect(last?.type === 'completed' && last.generation).toStrictEqual(records[0]);
    expect(last?.type === 'completed' && last.generation).not.toBe(records[0]);
  });
});

describe('a key that is no longer valid', () => {
  it('ends its running generations, also detached ones, charges their use, and spares other keys', async () => {
    const { service, records } = serviceOf(hangs('Hel'));
    const withKey = (apiKeyId: string | null) => {
      const request = sampleRequest({ isDetached: true });
      return service.start({ ...request, caller: { ...request.caller, apiKeyId } });
    };
    const ofKey = await withKey('k1');
    const others = await Promise.all([withKey('k2'), withKey(null)]);

    expect(service.cancelOfInvalidKeys((id) => id !== 'k1')).toEqual([ofKey.id]);
    expect(service.cancelOfInvalidKeys((id) => id !== 'k1')).toEqual([]);
    await vi.waitFor(() => expect(records).toMatchObject([{ id: ofKey.id, status: 'CANCELLED' }]));
    expect(records[0]?.attempts[0]).toMatchObject({ isEstimated: true, tokens: { inputTokens: 7 } });
    expect(service.runningCount()).toBe(2);
    await Promise.all(others.map(({ id }) => service.cancel(id)));
  });
});

describe('a reader', () => {
  it('ends the upstream by leaving', async () => {
    const { service, records } = serviceOf(hangs('Hel'));
    const { id } = await service.start(sampleRequest());
    const reader = service.attach(id, 0);
    await reader.next();
    await reader.return?.();
    await vi.waitFor(() => expect(records).toMatchObject([{ status: 'CANCELLED', text: 'Hel' }]));
    expect(records[0]?.attempts[0]).toMatchObject({ isEstimated: true, tokens: { inputTokens: 7 } });
  });

  it('may leave a detached generation, and come back for the rest', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { service } = serviceOf(async function* () {
      yield [text('Hel')];
      await promise;
      yield [text('lo')];
      yield [completed];
    });
    const { id } = await service.start(sampleRequest({ isDetached: true }));
    const reader = service.attach(id, 0);
    await reader.next();
    await reader.next();
    await reader.return?.();
    resolve();
    expect(await eventsOf(service, id, 2)).toMatchObject([{ text: 'lo', follows: 2 }, { type: 'completed' }]);
  });

  it('gets an error if there is nothing to attach to', () => {
    const { service } = serviceOf(answers());
    expect(() => service.attach('x', 0)).toThrow(ServiceError);
  });
});

/** Claims that two services share, as they share a database. */
function sharedClaims(): OperationClaims {
  const claims = new Map<string, OperationClaim>();
  const keyOf = ({ callerId, clientId }: ClientOperation) => `${callerId} ${clientId}`;
  return {
    claim: async (operation, generationId) => {
      const earlier = claims.get(keyOf(operation)) ?? null;
      if (earlier === null) claims.set(keyOf(operation), { fingerprint: operation.fingerprint, generationId });
      return earlier;
    },
    find: async (operation) => claims.get(keyOf(operation)) ?? null,
    release: async (operation) => {
      claims.delete(keyOf(operation));
    },
  };
}

function named(changes: Partial<ClientOperation> = {}, isDetached = false): GenerationRequest {
  const request = sampleRequest({ isDetached });
  const operation = { callerId: 'key', clientId: 'one', fingerprint: 'hello', after: 0, ...changes };
  return { ...request, delivery: { ...request.delivery, operation } };
}

const lost = () => 'lost' as const;

describe('a named request', () => {
  const withGrace = (script: Script, readerGraceMs: number, operations = sharedClaims()) =>
    serviceOf(script, plan, undefined, undefined, undefined, { operations, readerGraceMs });

  it('attaches to the generation that it started when it is sent again, from the first event or after a number', async () => {
    const script = vi.fn(answers([text('Hel')], [text('lo')], [completed]));
    const { service } = withGrace(script, 0);
    const first = await service.open(named());
    const seen = await Array.fromAsync(first.events);
    expect(seen.map(({ type }) => type)).toEqual(['started', 'text-delta', 'text-delta', 'completed']);
    const again = await service.open(named());
    expect(again.generation.id).toBe(first.generation.id);
    expect(await Array.fromAsync(again.events)).toMatchObject([
      { type: 'started', number: 1 },
      { type: 'text-delta', text: 'Hello', number: 3, follows: 1 },
      { type: 'completed' },
    ]);
    const rest = await service.open(named({ after: 3 }));
    expect(await Array.fromAsync(rest.events)).toMatchObject([{ type: 'completed', follows: 3 }]);
    expect(await service.run(named(), never)).toMatchObject({ id: first.generation.id, text: 'Hello' });
    expect(script).toHaveBeenCalledOnce();
  });

  it('starts one generation if it comes twice at once', async () => {
    const script = vi.fn(answers([text('Hello')], [completed]));
    const { service } = withGrace(script, 0);
    const [one, other] = await Promise.all([service.run(named(), never), service.run(named(), never)]);
    expect(one.id).toBe(other.id);
    expect(script).toHaveBeenCalledOnce();
  });

  it('is separate from the same name of another caller', async () => {
    const { service } = withGrace(answers([text('Hello')], [completed]), 0);
    const mine = await service.run(named(), never);
    const theirs = await service.run(named({ callerId: 'other' }), never);
    expect(theirs.id).not.toBe(mine.id);
  });

  it('is refused if its name is in use by another request, or if it continues an unknown generation', async () => {
    const { service } = withGrace(answers([text('Hello')], [completed]), 0);
    await service.run(named(), never);
    await expect(service.run(named({ fingerprint: 'bye' }), never)).rejects.toMatchObject({ code: 'CONFLICT' });
    const unknown = named({ clientId: 'two', after: 3 });
    await expect(service.run(unknown, never)).rejects.toMatchObject({ code: 'NOT_FOUND', field: 'input.after' });
  });

  it('starts one generation over two processes; the second process names its id', async () => {
    const script = vi.fn(answers([text('Hello')], [completed]));
    const claims = sharedClaims();
    const [one, other] = [withGrace(script, 0, claims), withGrace(script, 0, claims)];
    const results = await Promise.allSettled([one, other].map(({ service }) => service.run(named(), never)));
    const [done] = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const [refused] = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(refused).toMatchObject({ code: 'CONFLICT', details: { generationId: done?.id } });
    expect(script).toHaveBeenCalledOnce();
  });

  it('may be tried again when it was refused', async () => {
    let canRecord = false;
    const { service } = serviceOf(answers([completed]), plan, undefined, () => canRecord, undefined, {
      operations: sharedClaims(),
    });
    await expect(service.run(named(), never)).rejects.toThrow('No model is called');
    canRecord = true;
    expect(await service.run(named(), never)).toMatchObject({ status: 'COMPLETED' });
  });

  it('is known while its events are kept, and then by its record', async () => {
    const { service } = withGrace(answers([completed]), 0);
    const { id } = await service.run(named(), never);
    for (const clientId of ['two', 'three']) await service.run(named({ clientId }), never);
    await vi.waitFor(() => expect(service.find(id)).toBeNull());
    await expect(service.run(named(), never)).rejects.toMatchObject({ code: 'CONFLICT', generationId: id });
  });

  it('waits for a caller whose connection broke, and ends when it does not come back', async () => {
    const { service, records } = withGrace(hangs('Hel'), 200);
    const { events } = await service.open(named(), lost);
    await events.next();
    await events.return?.();
    const { events: again, generation } = await service.open(named(), lost);
    await again.next();
    await again.return?.();
    expect(generation.status).toBe('RUNNING');
    expect(records).toEqual([]);
    await vi.waitFor(() => expect(records).toMatchObject([{ status: 'CANCELLED', text: 'Hel' }]));
  });

  it('ends at once when its caller stops, though its broken connection has not been noticed', async () => {
    const { service, records } = withGrace(hangs('Hel'), 60_000);
    await service.open(named(), lost);
    const { events } = await service.open(named());
    await events.return?.();
    await vi.waitFor(() => expect(records).toMatchObject([{ status: 'CANCELLED' }]));
  });

  it('continues for the remaining reader when another loses its connection', async () => {
    const { service, records } = withGrace(hangs('Hel'), 0);
    const first = await service.open(named(), lost);
    const second = service.attach(first.generation.id, 0, lost);
    await first.events.return?.();
    expect(service.runningCount()).toBe(1);
    await second.return?.();
    await vi.waitFor(() => expect(records).toMatchObject([{ status: 'CANCELLED' }]));
  });

  it('waits for a caller of `run` whose HTTP connection closed; without a name it ends at once', async () => {
    const { service, records } = withGrace(hangs('Hel'), 60_000);
    const closed = new AbortController();
    const waiting = service.run(named(), closed.signal);
    await vi.waitFor(() => expect(service.runningCount()).toBe(1));
    closed.abort();
    const again = new AbortController();
    const back = service.run(named(), again.signal);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(records).toEqual([]);
    again.abort(callerStopped);
    expect(await back).toMatchObject({ status: 'CANCELLED' });
    expect((await waiting).id).toBe((await back).id);
  });

  it('continues without readers if it was started detached', async () => {
    const { service, records } = withGrace(hangs('Hel'), 0);
    const { events } = await service.open(named());
    const { id } = await service.start(named({}, true));
    await events.return?.();
    expect([records, service.find(id)?.status]).toEqual([[], 'RUNNING']);
    await service.cancel(id);
  });
});

describe('the service', () => {
  it('cancels by id, and leaves an ended generation unchanged', async () => {
    const { service } = serviceOf(hangs('Hel'));
    const { id } = await service.start(sampleRequest({ isDetached: true }));
    expect(await service.cancel(id)).toMatchObject({ status: 'CANCELLED' });
    expect(await service.cancel(id)).toMatchObject({ status: 'CANCELLED' });
    expect(await service.cancel('x')).toBeNull();
  });

  it('cancels when the waiting caller leaves', async () => {
    const { service } = serviceOf(hangs('Hel'));
    const controller = new AbortController();
    const run = service.run(sampleRequest(), controller.signal);
    controller.abort();
    expect(await run).toMatchObject({ status: 'CANCELLED' });
  });

  it('forgets the oldest ended generations', async () => {
    const { service } = serviceOf(answers([completed]));
    const ids: string[] = [];
    for (let count = 0; count < 3; count++) ids.push((await service.run(sampleRequest(), never)).id);
    await vi.waitFor(() => expect(service.runningCount()).toBe(0));
    expect(ids.map((id) => service.find(id) !== null)).toEqual([false, true, true]);
  });

  it('lets running generations end when it closes, and interrupts the rest after the grace time', async () => {
    const { service, records } = serviceOf(hangs('Hel'));
    await service.start(sampleRequest({ isDetached: true }));
    await service.close(20);
    expect(records).toMatchObject([{ status: 'FAILED', failure: { code: 'INTERRUPTED' }, text: 'Hel' }]);
    await expect(service.start(sampleRequest())).rejects.toThrow('shutting down');
  });

  it('starts no generation that could not be recorded', async () => {
    let canRecord = false;
    const script = vi.fn(answers([text('Hello')], [completed]));
    const { service } = serviceOf(script, plan, undefined, async () => canRecord);
    await expect(service.run(sampleRequest(), never)).rejects.toThrow('No model is called');
    expect(script).not.toHaveBeenCalled();
    canRecord = true;
    expect(await service.run(sampleRequest(), never)).toMatchObject({ status: 'COMPLETED' });
  });

  it('reports no generation as complete that could not be recorded', async () => {
    const script = answers([text('Hello')], [completed]);
    const { service, onFault } = serviceOf(script, plan, () => Promise.reject(new Error('disk full')));
    expect(await service.run(sampleRequest(), never)).toMatchObject({
      status: 'FAILED',
      failure: { code: 'INTERNAL', message: expect.stringContaining('could not be recorded') },
      text: 'Hello',
    });
    expect(onFault).toHaveBeenCalledOnce();
  });
});
