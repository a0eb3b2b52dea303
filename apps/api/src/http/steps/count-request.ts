import type { Arrival } from '../endpoint.ts';
import type { GateStep } from '../gate.ts';

/** Is notified when the response to a request has ended or was cut off. */
export interface RequestObserver {
  /** `endpoint`: its path, as `/v1/models/*`. `status`: null if the request was cut off before its response began. */
  requestEnded(endpoint: string, status: number | null): void;
}

/** Counts each request when it ends. */
export function countRequest(observer: RequestObserver): GateStep {
  return ({ response, endpoint }) => {
    response.once('close', () =>
      observer.requestEnded(endpoint.path, response.headersSent ? response.statusCode : null),
    );
  };
}

/** Counts a WebSocket that is about to be accepted. */
export function countHandshake(observer: RequestObserver): GateStep<Arrival> {
  return ({ endpoint }) => {
    if (endpoint.sockets !== undefined) observer.requestEnded(endpoint.path, 101);
  };
}
