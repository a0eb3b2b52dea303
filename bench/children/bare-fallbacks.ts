import { Pool } from 'undici';

/** How the models are called that only these calls ask for. */
export const bareModels = ['bare-0', 'bare-1'] as const;

/**
 * The floor under a fallback: as often as said, calls one model that refuses and, as soon as that has ended, another,
 * on undici and with nothing between. What that takes is what the event loops and the network take from everybody here.
 */
export function callBarely(openaiUrl: string, everyMs: number): void {
  const url = new URL(openaiUrl);
  const pool = new Pool(url.origin, { connections: 64 });
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
        body: JSON.stringify({ model, messages: [{ role: 'user', content: text }] }),
      })
      .then(({ body }) => body.text());
  const [first, second] = bareModels;
  setInterval(() => {
    const text = `Say "This is answer ${number++}."`;
    call(first, text, '429')
      .then(() => call(second, text, null))
      .catch(() => {});
  }, everyMs).unref();
}
