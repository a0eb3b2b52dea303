import { describe, expect, test } from 'vitest';
import { buildViewer } from '../testing/build-viewer.ts';
import { type RoutedBody, readCaller, readRouting } from './read-routing.ts';

const known = {
  isModel: (name: string) => name === 'm',
  chains: () => [{ name: 'FAST' }],
  capabilities: new Set(['text']),
};
const read = (changes: Partial<RoutedBody>) => readRouting({ model: 'm', ...changes }, known);

describe('the common members of every protocol of /v1', () => {
  test('become routing in domain terms', () => {
    const body = { model: 'auto:balanced', fallback_models: ['a'], cost_limit: '0.5', cost_preference: 'low' };
    expect(read({ ...body, enable_fallback: false })).toMatchObject({
      model: null,
      strategy: 'BALANCED',
      fallbackModels: ['a'],
      costLimitUsd: 0.5,
      costPreference: 'LOW',
      enableFallback: false,
    });
    expect(read({ model: 'fast' })).toMatchObject({ model: null, chain: 'FAST' });
  });

  test('allow no other model if a header forbids it, unless the body allows it', () => {
    const sender = { forbidsFallback: true };
    expect(readRouting({ model: 'm' }, known, sender).enableFallback).toBe(false);
    expect(readRouting({ model: 'm', enable_fallback: true }, known, sender).enableFallback).toBe(true);
    expect(readRouting({ model: 'm' }, known).enableFallback).toBeNull();
  });

  test.each([
    [{ fallback_models: ['a', ' '] }, 'fallback_models[1]'],
    [{ cost_limit: -1 }, 'cost_limit'],
    [{ max_latency_ms: 0 }, 'max_latency_ms'],
    [{ cost_preference: 'free' }, 'cost_preference'],
    [{ required_capabilities: ['smell'] }, 'required_capabilities[0]'],
    [{ task_type: 'x'.repeat(101) }, 'task_type'],
  ])('are named as the client wrote them: %j', (changes, field) => {
    expect(() => read(changes)).toThrow(expect.objectContaining({ field }));
  });

  test.each([
    ['of our header, before that of the body', { session: 'ours' }, { session_id: 'named' }, 'ours'],
    ['of the body, before that of a client header', {}, { session_id: 'named' }, 'named'],
    ['of a client header, if there is no other', {}, {}, 'client'],
  ])('name a session: %s', (_, header, metadata, session) => {
    const attribution = { endUser: null, session: null, tags: [], client: null, clientSession: 'client', ...header };
    const body = { model: 'm', metadata };
    expect(readCaller(body, { viewer: buildViewer(), attribution }, body).session).toBe(session);
  });

  test('describe the caller', () => {
    const viewer = buildViewer({ apiKeyId: 'k' });
    const body = { model: 'm', workspace_id: 'blue', execution_id: 'run', metadata: { a: 1 } };
    const sender = { viewer, attribution: null };
    expect(readCaller(body, sender, body)).toEqual({
      workspaceId: 'blue',
      apiKeyId: 'k',
      limits: null,
      grant: viewer.grant,
      executionId: 'run',
      metadata: { a: 1 },
      endUser: null,
      session: null,
      tags: [],
    });
    expect(() => readCaller({ ...body, execution_id: 'x'.repeat(201) }, sender, body)).toThrow(
      expect.objectContaining({ field: 'execution_id' }),
    );
  });

  test('take end user, session and tags from headers, or else from the body', () => {
    const viewer = buildViewer();
    const body = { model: 'm', user: 'ann', metadata: { session_id: 's1', tags: ['a'] } };
    const attribution = { endUser: 'bob', session: null, tags: ['b'], client: null };
    expect(readCaller(body, { viewer, attribution }, body)).toMatchObject({
      endUser: 'bob',
      session: 's1',
      tags: ['b', 'a'],
    });
    const long = { endUser: 'x'.repeat(201), session: null, tags: [], client: null };
    expect(() => readCaller(body, { viewer, attribution: long }, body)).toThrow(
      expect.objectContaining({ field: 'x-penstock-end-user' }),
    );
  });
});
