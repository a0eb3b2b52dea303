import { Pool } from 'undici';

const pools = new Map<string, Pool>();

/** A kind of stream. `marker`: the characters before the text of each delta, up to its opening quote. */
export type StreamedProtocol = { path: string; marker: string };

export const chatCompletions: StreamedProtocol = { path: 'chat/completions', marker: '"content":"' };
export const responses: StreamedProtocol = { path: 'responses', marker: '"delta":"' };
export const messages: StreamedProtocol = { path: 'messages', marker: '"type":"text_delta","text":"' };

/** Streams one OpenAI-style chat completion and counts its deltas with text. Calls `onFirstToken` at the first. */
export function streamChat(
  baseUrl: string,
  body: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
  onFirstToken: () => void = () => {},
): Promise<{ tokens: number; firstTokenMs: number }> {
  return streamAnswer(chatCompletions, baseUrl, body, headers, onFirstToken);
}

/** The same for any protocol. */
export async function streamAnswer(
  { path, marker }: StreamedProtocol,
  baseUrl: string,
  body: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
  onFirstToken: () => void = () => {},
): Promise<{ tokens: number; firstTokenMs: number }> {
  const url = new URL(baseUrl);
  const pool = pools.get(url.origin) ?? new Pool(url.origin, { connections: 4_096 });
  pools.set(url.origin, pool);
  const startedAt = performance.now();
  const response = await pool.request({
    path: `${url.pathname.replace(/\/$/, '')}/${path}`,
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer bench', ...headers },
    body: JSON.stringify({ ...body, stream: true }),
  });
  if (response.statusCode !== 200) throw new Error(`${response.statusCode}: ${await response.body.text()}`);
  let tokens = 0;
  let firstTokenMs = 0;
  for await (const chunk of response.body) {
    const count = countTokens(chunk as Buffer, marker);
    if (count > 0 && tokens === 0) {
      firstTokenMs = performance.now() - startedAt;
      onFirstToken();
    }
    tokens += count;
  }
  return { tokens, firstTokenMs };
}

const quote = 0x22;

/** Deltas with text; the empty first chunk does not count. */
function countTokens(chunk: Buffer, marker: string): number {
  let count = 0;
  for (let at = chunk.indexOf(marker); at >= 0; at = chunk.indexOf(marker, at + marker.length)) {
    if (chunk[at + marker.length] !== quote) count++;
  }
  return count;
}

/** Closes every pool. */
export async function closePools(): Promise<void> {
  await Promise.all([...pools.values()].map((pool) => pool.destroy()));
  pools.clear();
}
