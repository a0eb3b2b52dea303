import type { ServerResponse } from 'node:http';
import type { Endpoint } from '../../http/endpoint.ts';
import { plainError, respond } from '../../http/respond.ts';
import type { ServerState } from '../../http/steps/refuse-while-closing.ts';

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

/** How long findings hold, milliseconds: each part is checked once in that time, for any number of requests. */
const findingsHoldMs = 200;

/**
 * `/healthz`: the process lives. `/readyz`: the outcome of a call. 200 while calls are served, 503 while they are refused.
 * `degraded` lists missing parts that calls do not need, `failed` those that they need. Both need no key.
 */
export function createHealthEndpoints(
  checks: readonly ReadinessCheck[],
  state: Readonly<ServerState>,
): readonly Endpoint[] {
  const findings = createFindings(checks);
  const common = {
    methods: ['GET'],
    toErrorResponse: plainError,
    isOpen: () => true,
    servesWhileClosing: true,
  } as const;
  return [
    { ...common, path: '/healthz', serve: ({ response }) => answer(response, 200, { status: 'ok' }) },
    {
      ...common,
      path: '/readyz',
      async serve({ response }) {
        if (state.life !== 'open') {
          answer(response, 503, { status: 'closing', failed: {}, degraded: {} });
          return;
        }
        const found = await findings();
        const status = statusOf(found);
        answer(response, status === 'not ready' ? 503 : 200, { status, ...found });
      },
    },
  ];
}

function statusOf({ failed, degraded }: Findings): 'ready' | 'degraded' | 'not ready' {
  if (Object.keys(failed).length > 0) return 'not ready';
  return Object.keys(degraded).length > 0 ? 'degraded' : 'ready';
}

/** Requests that come meanwhile, and shortly after, share the findings. */
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
  respond(response, status, body, { 'cache-control': 'no-store' });
}
