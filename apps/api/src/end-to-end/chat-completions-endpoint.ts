import type { Address, CallerRequest, CallerResult, TestEndpoint } from './test-endpoint.ts';

/** `/v1/chat/completions`, streamed. */
export const chatCompletionsEndpoint: TestEndpoint = {
  name: 'v1',
  canRestart: false,
  send: (service, request) => streamChat(service, request),
};

type Problem = { message: string; code: string | null; type: string };
type Chunk = { error?: Problem; model?: string; choices?: { delta: { content?: string | null } }[] };

async function streamChat({ url, authorization }: Address, request: CallerRequest): Promise<CallerResult> {
  const startedMs = performance.now();
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({
      model: request.chain,
      stream: true,
      messages: [{ role: 'user', content: request.prompt }],
      required_capabilities: request.requiredCapabilities,
      cost_limit: request.costLimitUsd,
    }),
  });
  const generationId = response.headers.get('x-penstock-generation-id');
  const answer = response.ok
    ? readStream(await response.text())
    : refusal((await response.json()) as { error: Problem });
  return { generationId, restarts: 0, failures: [], ...answer, tookMs: performance.now() - startedMs };
}

function refusal({ error }: { error: Problem }): Pick<CallerResult, 'text' | 'end'> {
  return { text: '', end: failed(error) };
}

/** An answer is complete only with its `[DONE]`. */
function readStream(body: string): Pick<CallerResult, 'text' | 'end'> {
  let text = '';
  let model: string | null = null;
  for (const line of body.split('\n')) {
    if (!line.startsWith('data: ')) continue;
    const data = line.slice('data: '.length);
    if (data === '[DONE]') {
      if (model === null) throw new Error('The stream named no model.');
      return { text, end: { type: 'completed', model } };
    }
    const chunk = JSON.parse(data) as Chunk;
    if (chunk.error !== undefined) return { text, end: failed(chunk.error) };
    model = chunk.model ?? model;
    text += chunk.choices?.[0]?.delta.content ?? '';
  }
  throw new Error('The stream ended without an error and without [DONE].');
}

/** The codes as the other endpoints write them. */
const codes: Readonly<Record<string, string>> = { content_filter: 'CONTENT_FILTERED' };

function failed({ code, type, message }: Problem): CallerResult['end'] {
  const written = code ?? type;
  return { type: 'failed', code: codes[written] ?? written.toUpperCase(), message };
}
