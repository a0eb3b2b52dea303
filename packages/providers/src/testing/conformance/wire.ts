import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Adapter } from '../../contract/adapter.ts';
import type { StreamEvent } from '../../contract/stream-event.ts';
import { defaultUpstreamLimits } from '../../contract/upstream-limits.ts';
import { checkEventOrder } from '../../stream/check-event-order.ts';
import { type Answer, collectStream } from '../../stream/collect-stream.ts';
import { type LocalUpstream, startLocalUpstream } from '../local-upstream.ts';
import { modelRequest } from '../model-request.ts';
import { providerSettings } from '../provider-settings.ts';
import { ifPromised, type Stage } from './subject.ts';

type Event = string | object;
type Send = (response: ServerResponse) => void | Promise<void>;

/** Tests of the responses of real servers: framings, content types, ends, and errors in any place. */
export function describeWire(stage: Stage): void {
  const { wire } = stage.subject;
  let send: Send = () => {};
  let server: LocalUpstream | null = null;
  let adapter: Adapter | null = null;

  const stream = (onAlive?: () => void): AsyncIterable<readonly StreamEvent[]> => {
    if (adapter === null) throw new Error('The suite has not started yet.');
    return adapter.stream(modelRequest(), { signal: AbortSignal.timeout(10_000), ...(onAlive && { onAlive }) });
  };
  async function answerTo(sender: Send): Promise<Answer> {
    send = sender;
    const events: StreamEvent[] = [];
    for await (const batch of stream()) events.push(...batch);
    expect(checkEventOrder(events)).toEqual([]);
    return collectStream(
      (async function* () {
        yield events;
      })(),
    );
  }
  const mark = wire.mark === null ? [] : [wire.mark];
  const fine: readonly Event[] = [
    ...(wire.opening ?? []),
    wire.text('fi'),
    wire.text('ne'),
    ...wire.ending('stop'),
    ...mark,
  ];
  const isFine = { text: 'fine', finishReason: 'stop', usage: { inputTokens: 10, outputTokens: 5 } };
  const asText = (event: Event): string => (typeof event === 'string' ? event : JSON.stringify(event));
  const frame = (events: readonly Event[], end = '\n'): string =>
    events.map((event) => (wire.isLines ? `${asText(event)}${end}` : `data: ${asText(event)}${end}${end}`)).join('');
  const body = (bytes: string | Buffer, headers: Record<string, string> = eventStream): Send => {
    return (response) => {
      response.writeHead(200, headers);
      response.end(bytes);
    };
  };

  describe('on the wire', () => {
    beforeAll(async () => {
      server = await startLocalUpstream((_, response) => void send(response));
      const limits = { ...defaultUpstreamLimits, endSilenceMs: 300 };
      adapter = stage.subject.createAdapter({ ...providerSettings({ limits }), baseUrl: server.url });
    });
    afterEach(() => {
      send = () => {};
    });
    afterAll(async () => {
      await adapter?.close(0);
      await server?.close();
    });

    it.each<[string, string | Buffer, Record<string, string>?]>([
      ['another content type', frame(fine), { 'content-type': 'text/plain' }],
      ['bytes', frame(fine), { 'content-type': 'application/octet-stream' }],
      ['no content type', frame(fine), {}],
      ['the content type of JSON', frame(fine), { 'content-type': 'application/json' }],
      ['a byte order mark', `\ufeff${frame(fine)}`],
      ['CRLF', frame(fine, '\r\n')],
      ['CR alone', frame(fine, '\r')],
      ['one line feed between events', frame(fine).replaceAll('\n\n', '\n')],
      ['comments and other fields', `: hello\n\nid: 1\nretry: 5\n${frame(fine)}`],
      ['no space behind the colon', frame(fine).replaceAll('data: ', 'data:')],
      ['JSON by lines', fine.map((event) => `${asText(event)}\n`).join('')],
      ['server-sent events', fine.map((event) => `data: ${asText(event)}\n\n`).join('')],
      ['no end of the last line', frame(fine).trimEnd()],
      ['an event without content', frame([...fine.slice(0, -1), 'null', ...fine.slice(-1)])],
      ['an unknown event', frame([{ type: 'unheard-of', choices: [] }, ...fine])],
      ['a document', JSON.stringify(wire.document('fine')), { 'content-type': 'application/json' }],
      ['a document over several lines', JSON.stringify(wire.document('fine'), null, 2)],
      ['a list with a document', `[\n${JSON.stringify(wire.document('fine'))}\n]`],
      ['a document as an event', frame([wire.document('fine')])],
    ])('reads an answer in the form of %s', async (_, bytes, headers) => {
      expect(await answerTo(body(bytes, headers))).toMatchObject(isFine);
    });

    it.each([
      ['gzip', gzipSync(frame(fine))],
      ['deflate', deflateSync(frame(fine))],
      ['deflate', deflateRawSync(frame(fine))],
      ['br', brotliCompressSync(frame(fine))],
      ['zstd', zstdCompressSync(frame(fine))],
    ])('reads an answer that a proxy has compressed: %s', async (coding, bytes) => {
      expect(await answerTo(body(bytes, { ...eventStream, 'content-encoding': coding }))).toMatchObject(isFine);
    });

    it.each<[string, readonly string[]]>([
      ['at once', ['<think>\nhm\n</think>\n\nfine']],
      ['in pieces', ['<th', 'ink>hm', '</thi', 'nk>\n\n', 'fi', 'ne']],
      ['without the opening tag', ['hm\n</think>\n\nfine']],
    ])('separates reasoning in tags from the text, %s', async (_, pieces) => {
      const texts = pieces.map((text) => wire.text(text));
      const events = [...(wire.opening ?? []), ...texts, ...wire.ending('stop'), ...mark];
      const answer = await answerTo(body(frame(events)));
      expect(answer).toMatchObject(isFine);
      expect(answer.reasoning.trim()).toBe('hm');
    });

    it('separates reasoning in tags from the text of a document', async () => {
      const document = JSON.stringify(wire.document('hm\n</think>\n\nfine'));
      const answer = await answerTo(body(document, { 'content-type': 'application/json' }));
      expect(answer).toMatchObject({ ...isFine, reasoning: 'hm' });
    });

    it('reads to the end, through pauses, and reports signs of life', async () => {
      send = async (response) => {
        response.writeHead(200, eventStream);
        for (const event of fine) {
          response.write(frame([event]));
          await sleep(5);
          if (!wire.isLines) response.write(': ping\n\n');
          await sleep(5);
        }
        response.end();
      };
      let signs = 0;
      expect(await collectStream(stream(() => signs++))).toMatchObject(isFine);
      if (!wire.isLines) expect(signs).toBeGreaterThan(1);
    });

    it.each([
      ['tell that a document is on its way', 'application/json; charset=utf-8', true],
      ['of a stream say nothing', 'text/event-stream', false],
    ])('headers %s', async (_, type, isTold) => {
      let signs = 0;
      let signsOfHeaders = 0;
      send = async (response) => {
        response.writeHead(200, { 'content-type': type });
        response.flushHeaders();
        for (let waits = 0; signs === 0 && waits < (isTold ? 200 : 10); waits++) await sleep(5);
        signsOfHeaders = signs;
        response.end(isTold ? JSON.stringify(wire.document('fine')) : frame(fine));
      };
      expect(await collectStream(stream(() => signs++))).toMatchObject(isFine);
      expect(signsOfHeaders > 0).toBe(isTold);
    });

    if (wire.mayFinishEarly) {
      it('continues after an early finish reason', async () => {
        const events = [...wire.ending('stop'), wire.text('fi'), wire.text('ne'), ...wire.ending('stop'), ...mark];
        const answer = await answerTo(async (response) => {
          response.writeHead(200, eventStream);
          for (const event of events) {
            response.write(frame([event]));
            await sleep(10);
          }
          response.end();
        });
        expect(answer).toMatchObject(isFine);
      });
    }

    it('separates the calls of one answer, and reports its finish reason', async () => {
      const calls = [
        ...wire.call(0, 'a', 'look', ['{"city":', '"Oslo"}']),
        ...wire.call(1, 'b', 'look', ['{"city":', '"Rome"}']),
      ];
      const answer = await answerTo(body(frame([...(wire.opening ?? []), ...calls, ...wire.ending('stop'), ...mark])));
      expect(answer.toolCalls.map(({ name, arguments: text }) => [name, JSON.parse(text)])).toEqual([
        ['look', { city: 'Oslo' }],
        ['look', { city: 'Rome' }],
      ]);
      expect(new Set(answer.toolCalls.map(({ id }) => id)).size).toBe(2);
    });

    const broken = asText(wire.text('not ')).slice(0, -12);
    it.each<[string, Event]>([
      ['JSON that breaks off', broken],
      ['bytes', '\u0000\ufffd\u0001'],
      ['plain text', 'upstream connect error'],
    ])('is cut at an event of %s, after the text before it', async (_, odd) => {
      const events = [...(wire.opening ?? []), wire.text('Do '), odd, wire.text('it'), ...wire.ending('stop'), ...mark];
      send = body(frame(events));
      let text = '';
      const read = async (): Promise<void> => {
        for await (const batch of stream())
          for (const event of batch) if (event.type === 'text-delta') text += event.text;
      };
      await expect(read()).rejects.toMatchObject({ kind: 'stream-cut' });
      expect(text).toBe('Do ');
    });

    const limit = { code: 429, message: 'Slow down: per minute.' };
    it.each<[string, string, Record<string, string>?]>([
      ['a document', JSON.stringify({ error: limit }), { 'content-type': 'application/json' }],
      ['a list', JSON.stringify([{ error: limit }]), { 'content-type': 'application/json' }],
      ['an event', `data: ${JSON.stringify({ error: limit })}\n\n`],
      ['an event of its own name', `event: error\ndata: ${JSON.stringify(limit)}\n\n`],
      ['a field of its own', `error: ${JSON.stringify(limit)}\n\n`],
      ['a line', `${JSON.stringify({ error: limit })}\n`],
      ['plain text', 'Rate limit reached. Slow down: per minute.', { 'content-type': 'text/plain' }],
      ['an event of plain text', 'data: Too many requests. Slow down: per minute.\n\n'],
    ])('reads an error under HTTP 200 in %s, with its code and its message', async (_, bytes, headers) => {
      send = body(bytes, headers);
      await expect(collectStream(stream())).rejects.toMatchObject({
        kind: 'rate-limit',
        message: expect.stringMatching(/^[^{]*Slow down: per minute\.$/),
      });
    });

    it.each([
      { error: { code: 429, message: 'x', details: [{ retryDelay: '5s' }] } },
      { error: { code: 429, message: 'x', metadata: { headers: { 'Retry-After': '5' } } } },
      { error: { code: 429, message: 'Please try again in 5s.' } },
    ])('reads the wait from any place: %j', async (error) => {
      send = body(frame([error]));
      await expect(collectStream(stream())).rejects.toMatchObject({ kind: 'rate-limit', retryAfterMs: 5000 });
    });

    it('is complete without an end mark although the connection stays open', async () => {
      await ifOpenEnd(stage, async () => {
        const events = [...(wire.opening ?? []), wire.text('fine'), ...wire.ending('stop')];
        const answer = await answerTo((response) => {
          response.writeHead(200, eventStream);
          response.write(frame(events));
        });
        expect(answer).toMatchObject(isFine);
      });
    });

    const { refusal, unusable, image } = wire;
    if (unusable !== null) {
      it('refuses an unusable answer, so that another model is called', async () => {
        send = body(frame([...(wire.opening ?? []), wire.text('Do it'), unusable, ...mark]));
        await expect(collectStream(stream())).rejects.toMatchObject({ kind: 'invalid-response' });
      });
    }

    if (refusal !== null) {
      it('reads a refusal as a refusal', async () => {
        const answer = await answerTo(body(frame([...refusal('I cannot.'), ...mark])));
        expect(answer).toMatchObject({ text: '', refusal: 'I cannot.', finishReason: 'stop' });
      });
    }
    if (image !== null) {
      it('reads an image as a part', async () => {
        const answer = await answerTo(
          body(frame([image('image/png', 'iVBORw0KGgo='), ...wire.ending('stop'), ...mark])),
        );
        expect(answer.parts).toMatchObject([
          { type: 'image', image: { type: 'base64', mediaType: 'image/png', data: 'iVBORw0KGgo=' } },
        ]);
      });
    }
    ifPromised(stage, 'answer-filter', () => {
      it('keeps the text of an answer that was cut for its content', async () => {
        const answer = await answerTo(
          body(frame([...(wire.opening ?? []), wire.text('Hm'), ...wire.ending('filter'), ...mark])),
        );
        expect(answer).toMatchObject({ text: 'Hm', finishReason: 'content-filter' });
      });
    });
  });
}

const eventStream = { 'content-type': 'text/event-stream' };

async function ifOpenEnd(stage: Stage, run: () => Promise<void>): Promise<void> {
  if (stage.subject.exceptions?.['open-end'] === undefined) await run();
}
