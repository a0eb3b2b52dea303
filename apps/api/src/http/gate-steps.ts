import type { Limits } from '../limits/limits.ts';
import type { BrowserSettings } from './browser-settings.ts';
import type { Arrival } from './endpoint.ts';
import type { GateStep, HandshakeObserver } from './gate.ts';
import { allowPages } from './steps/allow-pages.ts';
import { type AuthenticationTools, authenticateCaller } from './steps/authenticate-caller.ts';
import { checkMethod } from './steps/check-method.ts';
import { checkRequest } from './steps/check-request.ts';
import { countHandshake, countRequest, type RequestObserver } from './steps/count-request.ts';
import { limitBody } from './steps/limit-body.ts';
import { logHandshake, logRequest, type RequestLog } from './steps/log-request.ts';
import { refuseWhileClosing, type ServerState } from './steps/refuse-while-closing.ts';
import { requireSecureTransport } from './steps/require-secure-transport.ts';

export type GateStepsOptions = AuthenticationTools & {
  log: RequestLog;
  browser: BrowserSettings;
  limits: Pick<Limits, 'bodyBytes'>;
  state: Readonly<ServerState>;
  requests: RequestObserver;
};

/** The steps of every request before its endpoint, in this order. */
export function gateSteps({
  log,
  browser,
  limits,
  state,
  requests,
  ...authentication
}: GateStepsOptions): readonly GateStep[] {
  return [
    countRequest(requests),
    logRequest(log),
    requireSecureTransport(browser.hstsSeconds),
    checkRequest(browser),
    allowPages,
    refuseWhileClosing(state),
    authenticateCaller(authentication),
    checkMethod,
    limitBody(limits),
  ];
}

/** The steps of a WebSocket handshake. None authenticates, because the key may come with the first message. */
export function handshakeSteps({
  browser,
  state,
}: Pick<GateStepsOptions, 'browser' | 'state'>): readonly GateStep<Arrival>[] {
  return [checkRequest(browser), refuseWhileClosing(state)];
}

export function handshakeObservers({
  requests,
  log,
}: Pick<GateStepsOptions, 'requests' | 'log'>): readonly HandshakeObserver[] {
  return [countHandshake(requests), logHandshake(log)];
}
