import type { ServerResponse } from 'node:http';
import type { Endpoint } from '../../http/endpoint.ts';
import { plainError, respond } from '../../http/respond.ts';
import type { ServerState } from '../../http/steps/refuse-while-closing.ts';
import { CheckedPart, type ReadinessCheck } from './checked-part.ts';

/** The parts that do not work, each with its problem. */
type Findings = { failed: Record<string, string>; degraded: Record<string, string> };

/** How long findings are kept, milliseconds. Each part is checked once in that time, for any number of requests. */
const findingsHoldMs = 200;

/**
 * `/healthz`: the process lives. `/readyz`: 200 while calls are served, 503 while they are refused. `degraded` lists
 * missing parts that calls do not need, `failed` those that they need. Both need no key.
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

/** Requests share the findings while a check runs, and shortly after. */
function createFindings(checks: readonly ReadinessCheck[]): () => Promise<Findings> {
  const parts = checks.map((check) => ({ ...check, part: new CheckedPart(check) }));
  let found: Promise<Findings> | null = null;
  let holdsUntilMs = 0;
  const find = async (): Promise<Findings> => {
    const findings: Findings = { failed: {}, degraded: {} };
    const problems = await Promise.all(parts.map(({ part }) => part.problem()));
    for (const [index, { name, isDispensable = false }] of parts.entries()) {
      const problem = problems[index] ?? null;
      if (problem !== null) findings[isDispensable ? 'degraded' : 'failed'][name] = problem;
    }
    return findings;
  };
  return () => {
    if (found !== null && performance.now() < holdsUntilMs) return found;
    holdsUntilMs = Number.POSITIVE_INFINITY;
    found = find().finally(() => {
      holdsUntilMs = performance.now() + findingsHoldMs;
    });
    return found;
  };
}

function answer(response: ServerResponse, status: number, body: object): void {
  respond(response, status, body, { 'cache-control': 'no-store' });
}
