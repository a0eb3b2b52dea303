import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Limits } from '../../limits/limits.ts';
import type { GateStep } from '../gate.ts';
import { refuseLength } from '../read-json-body.ts';

/** How long the rest of a body that is too large is read, milliseconds. */
const restMs = 1_000;

/**
 * Refuses a body whose `Content-Length` is too large. A body without it is counted while it is read. The rest of the body is
 * read first, and thrown away. A proxy that still sends it would take the end of the connection for a failure.
 */
export function limitBody({ bodyBytes }: Pick<Limits, 'bodyBytes'>): GateStep {
  return ({ request }) => {
    try {
      refuseLength(request, bodyBytes);
      return undefined;
    } catch (refusal) {
      return readRest(request).then(() => Promise.reject(refusal));
    }
  };
}

async function readRest(request: IncomingMessage): Promise<void> {
  const waiting = new AbortController();
  const end = (): void => waiting.abort();
  request.once('end', end).once('close', end).resume();
  await sleep(restMs, null, { signal: waiting.signal }).catch(() => {});
}
