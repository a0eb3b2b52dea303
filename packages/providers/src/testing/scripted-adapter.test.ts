import { describe, expect, it } from 'vitest';
import { RateLimitError } from '../contract/errors/rate-limit-error.ts';
import type { ModelRequest } from '../contract/request.ts';
import { collectStream } from '../stream/collect-stream.ts';
import { modelRequest } from './model-request.ts';
import { type Script, ScriptedAdapter } from './scripted-adapter.ts';
import { answerScript, brokenScript, failingScript, silentScript } from './scripts.ts';

const request = modelRequest();

function adapterOf(...scripts: Script[]): { adapter: ScriptedAdapter; slept: number[] } {
  const slept: number[] = [];
  const clock = {
    async sleep(ms: number): Promise<void> {
      slept.push(ms);
    },
  };
  const scriptOf = (_: ModelRequest, number: number): Script => scripts[number - 1] ?? [];
  return { adapter: new ScriptedAdapter({ providerId: 'acme', scriptOf, clock, models: ['m'] }), slept };
}

const idle = (): { signal: AbortSignal } => ({ signal: new AbortController().signal });

describe('ScriptedAdapter', () => {
  it('answers each call by the script, on the injected clock', async () => {
    const limited = new RateLimitError({ providerId: 'acme', message: 'Slow down.', retryAfterMs: 10 });
    const { adapter, slept } = adapterOf(failingScript(limited), [
      { type: 'wait', ms: 250 },
      ...answerScript(['a', 'b']),
    ]);
    await expect(collectStream(adapter.stream(request, idle()))).rejects.toBe(limited);
    expect(await collectStream(adapter.stream(request, idle()))).toMatchObject({ text: 'ab', finishReason: 'stop' });
    expect(slept).toEqual([250]);
    expect(adapter.calls.map((call) => call.state)).toEqual(['failed', 'ended']);
  });

  it('breaks off after the scripted pieces', async () => {
    const { adapter } = adapterOf(brokenScript(['a'], new Error('cut')));
    const seen: string[] = [];
    const read = async (): Promise<void> => {
      for await (const batch of adapter.stream(request, idle())) seen.push(...batch.map((event) => event.type));
    };
    await expect(read()).rejects.toThrow('cut');
    expect(seen).toEqual(['start', 'text-delta']);
  });

  it('a silent call ends at an abort, with the reason of the signal', async () => {
    const { adapter } = adapterOf(silentScript);
    const controller = new AbortController();
    const next = collectStream(adapter.stream(request, { signal: controller.signal }));
    controller.abort(new Error('gone'));
    await expect(next).rejects.toThrow('gone');
    expect(adapter.calls[0]?.state).toBe('aborted');
  });

  it('a call with an early return counts as aborted', async () => {
    const { adapter } = adapterOf(answerScript(['a']));
    for await (const batch of adapter.stream(request, idle())) if (batch.length > 0) break;
    expect(adapter.calls[0]?.state).toBe('aborted');
  });

  it('lists its models and records that it was closed', async () => {
    const { adapter } = adapterOf();
    expect(await adapter.listModels(idle())).toEqual(['m']);
    await adapter.close();
    expect(adapter.isClosed).toBe(true);
  });
});
