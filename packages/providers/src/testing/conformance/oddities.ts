import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Adapter } from '../../contract/adapter.ts';
import type { ProviderErrorKind } from '../../contract/errors/provider-error.ts';
import type { StreamEvent } from '../../contract/stream-event.ts';
import { checkEventOrder } from '../../stream/check-event-order.ts';
import { type Answer, collectStream } from '../../stream/collect-stream.ts';
import { type LocalUpstream, startLocalUpstream } from '../local-upstream.ts';
import { modelRequest } from '../model-request.ts';
import { providerSettings } from '../provider-settings.ts';
import { ifPromised, type Stage } from './subject.ts';

/** Differences of servers that copy a protocol, with valid JSON in each event. */
export function describeOddities(stage: Stage): void {
  const { wire } = stage.subject;
  let sent: readonly object[] = [];
  let server: LocalUpstream | null = null;
  let adapter: Adapter | null = null;

  async function answerTo(...events: readonly object[]): Promise<Answer> {
    if (adapter === null) throw new Error('The suite has not started yet.');
    sent = events;
    const read: StreamEvent[] = [];
    const stream = adapter.stream(modelRequest(), { signal: AbortSignal.timeout(10_000) });
    for await (const batch of stream) read.push(...batch);
    expect(checkEventOrder(read)).toEqual([]);
    return collectStream(
      (async function* () {
        yield read;
      })(),
    );
  }
  const opening = wire.opening ?? [];
  const frame = (event: unknown): string => {
    const text = typeof event === 'string' ? event : JSON.stringify(event);
    return wire.isLines ? `${text}\n` : `data: ${text}\n\n`;
  };

  describe('an unusual server', () => {
    beforeAll(async () => {
      const mark = wire.mark === null ? '' : frame(wire.mark);
      server = await startLocalUpstream((_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.end(sent.map(frame).join('') + mark);
      });
      adapter = stage.subject.createAdapter({ ...providerSettings(), baseUrl: server.url });
    });
    afterAll(async () => {
      await adapter?.close(0);
      await server?.close();
    });

    ifPromised(stage, 'odd-members', () => {
      it('may write its counts as texts', async () => {
        const answer = await answerTo(...[...opening, wire.text('fine'), ...wire.ending('stop')].map(withTextCounts));
        expect(answer).toMatchObject({ text: 'fine', usage: { inputTokens: 10, outputTokens: 5 } });
      });
    });

    it.each([{ error: null }, { error: {} }, { error: { code: 0, message: '' } }])(
      'may send the empty form of an error with each event: %j',
      async (form) => {
        const events = [...opening, wire.text('fi'), wire.text('ne'), ...wire.ending('stop')];
        const answer = await answerTo(...events.map((event) => ({ ...event, ...form })));
        expect(answer).toMatchObject({ text: 'fine', finishReason: 'stop' });
      },
    );

    it('may end an answer with calls by the usual reason', async () => {
      const call = wire.call(0, 'a', 'look', ['{"city":', '"Oslo"}']);
      const answer = await answerTo(...opening, ...call, ...wire.ending('stop'));
      expect(answer).toMatchObject({ finishReason: 'tool-calls' });
      expect(answer.toolCalls.map(({ arguments: text }) => JSON.parse(text))).toEqual([{ city: 'Oslo' }]);
    });

    ifPromised(stage, 'odd-members', () => {
      it('may send a call without a name, which leaves no gap', async () => {
        const calls = [...wire.call(0, 'a', '', ['{}']), ...wire.call(1, 'b', 'look', ['{}'])];
        expect(await answerTo(...opening, ...calls, ...wire.ending('stop'))).toMatchObject({
          toolCalls: [{ name: 'look' }],
        });
      });
    });

    it.each([
      { code: 429, message: 'Please retry after 5 seconds.' },
      { code: 429, message: 'Rate limited. Please wait 5s and try again' },
      { code: 429, message: 'x', retry_after: '5' },
      { code: 429, message: 'x', details: [{ retryDelay: { seconds: 5 } }] },
    ])('may state the wait in many ways: %j', async (error) => {
      await expect(answerTo({ error })).rejects.toMatchObject({ kind: 'rate-limit', retryAfterMs: 5000 });
    });

    it.each<[ProviderErrorKind, object]>([
      ['quota-exhausted', { error: { code: 429, message: 'Your prepayment credits are depleted.' } }],
      ['quota-exhausted', { error: { code: 403, message: 'Your team has reached its monthly spending limit.' } }],
      ['overloaded', { error: { code: 500, message: 'model requires more system memory than is available' } }],
      ['content-filter', { base_resp: { status_code: 1026, status_msg: 'input new_sensitive' } }],
      ['rate-limit', { base_resp: { status_code: 1002, status_msg: 'rate limit' } }],
    ])('may fail as %s with its own message: %j', async (kind, event) => {
      await expect(answerTo(event)).rejects.toMatchObject({ kind });
    });
  });
}

/** The counts of a wire form are 10 and 5. */
function withTextCounts(event: object): object {
  const text = JSON.stringify(event, (_, value: unknown) => (value === 10 || value === 5 ? String(value) : value));
  return JSON.parse(text) as object;
}
