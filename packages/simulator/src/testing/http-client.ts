import { request } from 'node:http';
import type { DialectName } from '../dialects/dialect.ts';
import type { Simulator } from '../simulator.ts';

/** Headers with a valid key for every dialect. */
export const rightKeys = {
  authorization: 'Bearer right-key',
  'x-api-key': 'right-key',
  'x-goog-api-key': 'right-key',
  'anthropic-version': '2023-06-01',
} as const;

export type Reply = { status: number; headers: Headers; text: string; json: unknown };

/** Posts to an address after the dialect's base address. `key: null` sends none. */
export async function post(
  simulator: Simulator,
  dialect: DialectName,
  path: string,
  body: unknown,
  headers: Record<string, string> = rightKeys,
): Promise<Reply> {
  const response = await fetch(simulator.baseUrl(dialect) + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return toReply(response);
}

export async function get(
  simulator: Simulator,
  dialect: DialectName,
  path: string,
  headers: Record<string, string> = rightKeys,
): Promise<Reply> {
  return toReply(await fetch(simulator.baseUrl(dialect) + path, { headers }));
}

async function toReply(response: Response): Promise<Reply> {
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: text.startsWith('{') && !text.includes('\n{') ? JSON.parse(text) : null,
  };
}

/** The JSON of all readable server-sent events, in order. */
export function readEvents(text: string): Record<string, unknown>[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data: {'))
    .flatMap((line) => {
      try {
        return [JSON.parse(line.slice('data: '.length)) as Record<string, unknown>];
      } catch {
        return [];
      }
    });
}

/** The member at a path of keys and indices. Undefined if a member is missing. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>(
    (member, key) => (typeof member === 'object' && member !== null ? Reflect.get(member, key) : undefined),
    value,
  );
}

/** The result of a request on a plain socket: its status, the received text, and its end. */
export type RawReply = { status: number | null; text: string; ending: 'whole' | 'cut' | 'open' | string };

/** Posts without `fetch`, to see the bytes before a broken connection. After `waitMs` the result is `open`. */
export function postRaw(url: string, body: unknown, waitMs: number): Promise<RawReply> {
  return new Promise((resolve) => {
    let status: number | null = null;
    let text = '';
    const finish = (ending: RawReply['ending']): void => {
      clearTimeout(timer);
      call.destroy();
      resolve({ status, text, ending });
    };
    const timer = setTimeout(() => finish('open'), waitMs);
    const call = request(url, { method: 'POST', headers: rightKeys, agent: false }, (response) => {
      status = response.statusCode ?? null;
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        text += piece;
      });
      response.on('end', () => finish('whole'));
      response.on('error', () => finish('cut'));
    });
    call.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? 'error'));
    call.end(JSON.stringify(body));
  });
}

/** Waits until a condition is true; throws after the timeout. */
export async function until(claim: () => boolean, patienceMs = 2_000): Promise<void> {
  const startedAtMs = performance.now();
  while (!claim()) {
    if (performance.now() - startedAtMs > patienceMs)
      throw new Error(`What was waited for did not come within ${patienceMs} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
