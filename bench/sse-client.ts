import { Pool } from 'undici';

const pools = new Map<string, Pool>();

/** Streams one OpenAI-style chat completion and counts its deltas with text. Calls `onFirstToken` at the first. */
export async function streamChat(
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
    path: `${url.pathname.replace(/\/$/, '')}/chat/completions`,
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer bench', ...headers },
    body: JSON.stringify({ ...body, stream: true }),
  });
  if (response.statusCode !== 200) throw new Error(`${response.statusCode}: ${await response.body.text()}`);
  let tokens = 0;
  let firstTokenMs = 0;
  for await (const chunk of response.body) {
    const count = countTokens(chunk as Buffer);
    if (count > 0 && tokens === 0) {
      firstTokenMs = performance.now() - startedAt;
      onFirstToken();
    }
    tokens += count;
  }
  return { tokens, firstTokenMs };
}

const marker = '"content":"';
const quote = 0x22;

/** Deltas with text; the empty first chunk does not count. */
function countTokens(chunk: Buffer): number {
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
