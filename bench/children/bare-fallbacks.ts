import { Pool } from 'undici';

/** The first call fails after at most this many tokens. */
const tokensBefore = 40;

/** Model names that only these calls use. */
export const bareModels = ['bare-0', 'bare-1'] as const;

/**
 * The minimum cost of a fallback, on undici without a gateway. One call fails in the middle of its answer, then another
 * model is called at once. Repeats every `everyMs`. Its time is the share of the event loops and the network. The
 * upstream decides when the first call fails, so this process may be busy then.
 */
export function callDirectly(openaiUrl: string, everyMs: number): void {
  const url = new URL(openaiUrl);
  const pool = new Pool(url.origin, { connections: 4_096 });
  let number = 1_000_000_000;
  const call = (model: string, text: string, fault: string | null): Promise<unknown> =>
    pool
      .request({
        path: `${url.pathname}/chat/completions`,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: 'Bearer bare',
          ...(fault !== null && { 'x-sim-fault': fault }),
        },
        body: JSON.stringify({ model, stream: true, messages: [{ role: 'user', content: text }] }),
      })
      .then(({ body }) => body.text());
  const [first, second] = bareModels;
  setInterval(() => {
    const text = `This is answer ${number++}. Write 45 tokens about rivers.`;
    call(first, text, `error-event:${1 + (number % tokensBefore)}`)
      .then(() => call(second, text, null))
      .catch(() => {});
  }, everyMs).unref();
}
