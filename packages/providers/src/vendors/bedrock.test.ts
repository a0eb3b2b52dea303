import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createVendorAdapter } from '../create-adapter.ts';
import { type Answer, collectStream } from '../stream/collect-stream.ts';
import { toAwsFrame } from '../testing/aws-event-stream.ts';
import { closeAfterEach } from '../testing/close-after-each.ts';
import { type LocalUpstream, startLocalUpstream } from '../testing/local-upstream.ts';
import { modelRequest } from '../testing/model-request.ts';
import { providerSettings } from '../testing/provider-settings.ts';
import { hasRecordings, readRecordedChunks, titleOfRecorded } from '../testing/recordings.ts';

const opened = closeAfterEach();

async function ask(
  respond: (response: ServerResponse) => void,
  difference: Parameters<typeof providerSettings>[0] = {},
): Promise<{ answer: Promise<Answer>; server: LocalUpstream }> {
  const server = await startLocalUpstream((_, response) => respond(response));
  const adapter = createVendorAdapter('bedrock', providerSettings({ baseUrl: server.url, ...difference }));
  opened.push(adapter, server);
  const request = modelRequest({ model: 'anthropic.claude-3-haiku', maxOutputTokens: 50 });
  return { answer: collectStream(adapter.stream(request, { signal: AbortSignal.timeout(5000) })), server };
}

function sendFrames(response: ServerResponse, events: readonly object[]): void {
  response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
  for (const event of events) {
    for (const [type, payload] of Object.entries(event)) response.write(toAwsFrame(type, JSON.stringify(payload)));
  }
  response.end();
}

const text = (value: string): object => ({ contentBlockDelta: { contentBlockIndex: 0, delta: { text: value } } });
const events = [
  { messageStart: { role: 'assistant' } },
  text('Hel'),
  text('lo'),
  { contentBlockStop: { contentBlockIndex: 0 } },
  { messageStop: { stopReason: 'end_turn' } },
  { metadata: { metrics: { latencyMs: 1 }, usage: { inputTokens: 22, outputTokens: 55, totalTokens: 77 } } },
];

describe('Bedrock', () => {
  it('streams an answer, asked with the key', async () => {
    const { answer, server } = await ask((response) => sendFrames(response, events));
    expect(await answer).toMatchObject({
      text: 'Hello',
      finishReason: 'stop',
      rawFinishReason: 'end_turn',
      usage: { inputTokens: 22, outputTokens: 55 },
    });
    expect(server.requests[0]).toMatchObject({
      path: '/model/anthropic.claude-3-haiku/converse-stream',
      headers: { authorization: 'Bearer test-key-1234' },
      body: { inferenceConfig: { maxTokens: 50 } },
    });
  });

  it('signs its requests where there are credentials instead of a key', async () => {
    const extra = { region: 'eu-west-1', accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
    const { answer, server } = await ask((response) => sendFrames(response, events), { apiKey: null, extra });
    await answer;
    expect(server.requests[0]?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d+\/eu-west-1\/bedrock/,
    );
  });

  it('is cut when the answer stops in the middle', async () => {
    const { answer } = await ask((response) => sendFrames(response, events.slice(0, 3)));
    await expect(answer).rejects.toMatchObject({ kind: 'stream-cut' });
  });

  it('throws an exception that comes within the answer', async () => {
    const { answer } = await ask((response) =>
      sendFrames(response, [...events.slice(0, 3), { throttlingException: { message: 'Too many requests' } }]),
    );
    await expect(answer).rejects.toMatchObject({ kind: 'rate-limit' });
  });

  it.each([
    [429, 'ThrottlingException', 'Too many requests', 'rate-limit'],
    [400, 'ValidationException', 'Input is too long for requested model.', 'context-length'],
    [403, 'AccessDeniedException', "You don't have access to the model", 'authentication'],
    [503, 'ServiceUnavailableException', 'busy', 'overloaded'],
  ])('%i %s is told by its kind', async (status, type, message, kind) => {
    const { answer } = await ask((response) => {
      response.writeHead(status, {
        'content-type': 'application/json',
        'x-amzn-errortype': `${type}:http://internal/`,
      });
      response.end(JSON.stringify({ message }));
    });
    await expect(answer).rejects.toMatchObject({ kind, status });
  });

  // Recordings of real answers lie beside the checkout on some machines; elsewhere this is skipped.
  it.skipIf(!hasRecordings)(titleOfRecorded('reads a recorded answer'), async () => {
    const recorded = readRecordedChunks('bedrock-text').map((line) => JSON.parse(line) as object);
    const { answer } = await ask((response) => sendFrames(response, recorded));
    expect(await answer).toMatchObject({
      text: expect.stringMatching(
        /^Let me count the "r"s in "strawberry":.*There are \*\*3\*\* r's in "strawberry\."$/s,
      ),
      finishReason: 'stop',
      usage: { inputTokens: 22, outputTokens: 55 },
    });
  });
});
