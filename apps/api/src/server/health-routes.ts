import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerState } from './server.ts';

/** A part without which the service cannot work. `check` rejects, with one sentence, while it does not answer. */
export type ReadinessCheck = { name: string; check(): Promise<void> };

const checkTimeoutMs = 3_000;

/**
 * `/healthz`: the process lives. `/readyz`: every part answers; else 503 and which does not. Requests that come while the
 * parts are asked share the answer, since anybody may ask.
 */
export function createHealthRoutes(
  checks: readonly ReadinessCheck[],
  state: Pick<ServerState, 'life'>,
): (request: IncomingMessage, response: ServerResponse, path: string) => boolean {
  let running: Promise<Record<string, string>> | null = null;
  const ask = (): Promise<Record<string, string>> => {
    running ??= runChecks(checks).finally(() => {
      running = null;
    });
    return running;
  };
  return (request, response, path) => answerHealth(request, response, path, ask, state);
}

function answerHealth(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  ask: () => Promise<Record<string, string>>,
  state: Pick<ServerState, 'life'>,
): boolean {
  if (path !== '/healthz' && path !== '/readyz') return false;
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
  } else if (path === '/healthz') {
    answer(response, 200, { status: 'ok' });
  } else if (state.life !== 'open') {
    answer(response, 503, { status: 'closing', failed: {} });
  } else {
    void ask().then((failed) => {
      const isReady = Object.keys(failed).length === 0;
      answer(response, isReady ? 200 : 503, { status: isReady ? 'ready' : 'not ready', failed });
    });
  }
  return true;
}

/** The parts that fail, with their words. */
async function runChecks(checks: readonly ReadinessCheck[]): Promise<Record<string, string>> {
  const results = await Promise.allSettled(checks.map(({ check }) => withinTime(check())));
  const failed: Record<string, string> = {};
  results.forEach((result, index) => {
    const name = checks[index]?.name;
    if (result.status === 'rejected' && name !== undefined) {
      failed[name] = result.reason instanceof Error ? result.reason.message : String(result.reason);
    }
  });
  return failed;
}

async function withinTime(check: Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`No answer within ${checkTimeoutMs} ms.`)), checkTimeoutMs);
  try {
    await Promise.race([check, promise]);
  } finally {
    clearTimeout(timer);
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
