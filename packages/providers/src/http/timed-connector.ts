import { Socket } from 'node:net';
import { buildConnector, errors } from 'undici';
import { throughReusedBuffer } from './reused-buffer.ts';

/** If a timer is later than this, this process itself was delayed. Milliseconds. */
const heldUpMs = 20;

/**
 * Opens connections within a timeout, TLS handshake included. undici's own timer ticks every half second and may be a
 * second late. That is too coarse: the next model waits for this timeout. A delay of this process is not the
 * provider's: a connection then has as much longer, once, and at most the timeout again.
 */
export function createTimedConnector(timeoutMs: number): buildConnector.connector {
  const connect = buildConnector({ timeout: 0, allowH2: false, onread: throughReusedBuffer() });
  return (options, callback) => {
    let isOver = false;
    let isHeldUp = false;
    let dueAtMs: number;
    let timer: NodeJS.Timeout;
    const wait = (ms: number): void => {
      dueAtMs = performance.now() + ms;
      timer = setTimeout(check, ms);
    };
    const check = (): void => {
      const lateMs = performance.now() - dueAtMs;
      if (lateMs > heldUpMs && !isHeldUp) {
        // The connection may be open already: one turn of the event loop notices it.
        isHeldUp = true;
        wait(Math.min(lateMs, timeoutMs));
        return;
      }
      isOver = true;
      callback(new errors.ConnectTimeoutError(`No connection within ${timeoutMs} ms.`), null);
      // The types do not declare that the connector returns its socket.
      if (opening instanceof Socket) opening.destroy();
    };
    wait(timeoutMs);
    const opening: unknown = connect(options, (...result) => {
      clearTimeout(timer);
      if (!isOver) callback(...result);
    });
  };
}
