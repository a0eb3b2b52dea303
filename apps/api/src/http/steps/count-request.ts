import type { Arrival } from '../endpoint.ts';
import type { GateStep } from '../gate.ts';

/** Told of each request when its response has ended or was cut. */
export interface RequestObserver {
  /** `endpoint`: its path, as `/v1/models/*`. `status`: null where the request was cut before its response began. */
  requestEnded(endpoint: string, status: number | null): void;
}

/** Counts a request when it has ended. */
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
