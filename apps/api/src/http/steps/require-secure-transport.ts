import type { GateStep } from '../gate.ts';

/** Tells browsers to use only HTTPS for this number of seconds (`Strict-Transport-Security`). 0: sends no header. */
export function requireSecureTransport(seconds: number): GateStep {
  return ({ response }) => {
    if (seconds > 0) response.setHeader('strict-transport-security', `max-age=${seconds}`);
  };
}
