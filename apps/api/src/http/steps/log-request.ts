import type { GateStep, HandshakeObserver } from '../gate.ts';

/** The log of requests. */
export interface RequestLog {
  isLevelEnabled(level: 'debug'): boolean;
  debug(facts: Record<string, unknown>, message: string): void;
}

/** Writes one line when a request ends. The line has no headers and no query, because they may hold secrets. */
export function logRequest(log: RequestLog): GateStep {
  return ({ request, response, requestId, path, onEnd }) => {
    if (!log.isLevelEnabled('debug')) return;
    const startedMs = performance.now();
    onEnd.push(() => {
      log.debug(
        {
          requestId,
          method: request.method,
          path: path.slice(0, 200),
          status: response.headersSent ? response.statusCode : null,
          isWhole: response.writableFinished,
          durationMs: Math.round(performance.now() - startedMs),
        },
        'A request has ended.',
      );
    });
  };
}

/** Writes one line when a handshake is accepted or refused. */
export function logHandshake(log: RequestLog): HandshakeObserver {
  return ({ requestId, path }, status) => {
    if (!log.isLevelEnabled('debug')) return;
    log.debug({ requestId, path: path.slice(0, 200), status }, 'A handshake has ended.');
  };
}
