import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Limits } from '../../limits/limits.ts';
import type { GateStep } from '../gate.ts';
import { refuseLength } from '../read-json-body.ts';

/** The longest time to read the rest of a body that is too large, milliseconds. */
const restMs = 1_000;

/**
 * Refuses a body whose `Content-Length` is too large. A body without that header is counted while it is read. Before
 * the refusal, the rest of the body is read and discarded. Otherwise a proxy that is still sending would report a
 * broken connection.
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
