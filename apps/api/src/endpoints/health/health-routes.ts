import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerState } from '../../server/server.ts';

/** A part of the service. `check` rejects, with one sentence, while it does not work. */
export type ReadinessCheck = {
  name: string;
  check(): Promise<void>;
  /** Whether calls are served without it: then its failure degrades the service and does not stop it. Default false. */
  isDispensable?: boolean;
};

/** The parts that do not work, each with its sentence. */
type Findings = { failed: Record<string, string>; degraded: Record<string, string> };

const checkTimeoutMs = 3_000;

/** How long findings hold, milliseconds: however many ask, each part is asked once in that time. */
const findingsHoldMs = 200;

/** Answers for health; false where the path is another. */
export type AnswerHealth = (request: IncomingMessage, response: ServerResponse, path: string) => boolean;

/**
 * `/healthz`: the process lives. `/readyz`: what a call would get. 200 while calls are served, with the parts that they are
 * served without in `degraded`; 503 while they are refused, with the parts that they need in `failed`.
 */
export function createHealthRoutes(checks: readonly ReadinessCheck[], state: Pick<ServerState, 'life'>): AnswerHealth {
  const findings = createFindings(checks);
  return (request, response, path) => {
    if (path !== '/healthz' && path !== '/readyz') return false;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
    } else if (path === '/healthz') {
      answer(response, 200, { status: 'ok' });
    } else if (state.life !== 'open') {
      answer(response, 503, { status: 'closing', failed: {}, degraded: {} });
    } else {
      void findings().then((found) => {
        const status = statusOf(found);
        answer(response, status === 'not ready' ? 503 : 200, { status, ...found });
      });
    }
    return true;
  };
}

function statusOf({ failed, degraded }: Findings): 'ready' | 'degraded' | 'not ready' {
  if (Object.keys(failed).length > 0) return 'not ready';
  return Object.keys(degraded).length > 0 ? 'degraded' : 'ready';
}

/** Those who ask meanwhile, and shortly after, get the same. */
function createFindings(checks: readonly ReadinessCheck[]): () => Promise<Findings> {
  let found: Promise<Findings> | null = null;
  let holdsUntilMs = 0;
  return () => {
    if (found !== null && performance.now() < holdsUntilMs) return found;
    holdsUntilMs = Number.POSITIVE_INFINITY;
    found = runChecks(checks).finally(() => {
      holdsUntilMs = performance.now() + findingsHoldMs;
    });
    return found;
  };
}

async function runChecks(checks: readonly ReadinessCheck[]): Promise<Findings> {
  const findings: Findings = { failed: {}, degraded: {} };
  const results = await Promise.allSettled(checks.map(({ check }) => withinTime(check())));
  for (const [index, { name, isDispensable = false }] of checks.entries()) {
    const result = results[index];
    if (result?.status !== 'rejected') continue;
    const sentence = result.reason instanceof Error ? result.reason.message : String(result.reason);
    findings[isDispensable ? 'degraded' : 'failed'][name] = sentence;
  }
  return findings;
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
