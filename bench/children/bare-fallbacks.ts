import { Pool } from 'undici';

/** The first fails after so many tokens at most. */
const tokensBefore = 40;

/** How the models are called that only these calls ask for. */
export const bareModels = ['bare-0', 'bare-1'] as const;

/**
 * The floor under a fallback: as often as said, calls one model that fails in the middle of its answer and, as soon as
 * that has ended, another, on undici and with nothing between. What that takes is what the event loops and the network
 * take from everybody here. When the first fails is up to the upstream, so that this process may be busy just then.
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
