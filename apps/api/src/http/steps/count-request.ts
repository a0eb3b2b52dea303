import type { GateStep, HandshakeObserver } from '../gate.ts';

/** Is notified when the response to a request has ended or was cut off. */
export interface RequestObserver {
  /** `endpoint`: its path, as `/v1/models/*`. `status`: null if the request was cut off before its response began. */
  requestEnded(endpoint: string, status: number | null): void;
}

/** Counts each request when it ends. */
export function countRequest(observer: RequestObserver): GateStep {
  return ({ response, endpoint, onEnd }) => {
    onEnd.push(() => observer.requestEnded(endpoint.path, response.headersSent ? response.statusCode : null));
  };
}

/** Counts each handshake: an accepted one with 101, a refused one with the status of its error. */
export function countHandshake(observer: RequestObserver): HandshakeObserver {
  return ({ endpoint }, status) => observer.requestEnded(endpoint.path, status);
}
