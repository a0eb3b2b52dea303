import type { GateStep } from '../gate.ts';

/** Tells browsers to come over HTTPS alone for so many seconds (`Strict-Transport-Security`). 0: does not. */
export function requireSecureTransport(seconds: number): GateStep {
  return ({ response }) => {
    if (seconds > 0) response.setHeader('strict-transport-security', `max-age=${seconds}`);
  };
}
