import { Socket } from 'node:net';
import { buildConnector, errors } from 'undici';

/**
 * Opens connections within a timeout, TLS handshake included. undici's own timer ticks every half second and may be a
 * second late. That is too coarse: the next model waits for this timeout.
 */
export function createTimedConnector(timeoutMs: number): buildConnector.connector {
  const connect = buildConnector({ timeout: 0, allowH2: false });
  return (options, callback) => {
    let isOver = false;
    const timer = setTimeout(() => {
      isOver = true;
      callback(new errors.ConnectTimeoutError(`No connection within ${timeoutMs} ms.`), null);
      // The types do not declare that the connector returns its socket.
      if (opening instanceof Socket) opening.destroy();
    }, timeoutMs);
    const opening: unknown = connect(options, (...result) => {
      clearTimeout(timer);
      if (!isOver) callback(...result);
    });
  };
}
