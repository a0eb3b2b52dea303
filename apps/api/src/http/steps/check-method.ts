import { ServiceError } from '../../errors/service-error.ts';
import type { GateStep } from '../gate.ts';

/** Refuses a method that the endpoint does not support. */
export const checkMethod: GateStep = ({ request: { method = '' }, endpoint: { methods, refusesHead }, path }) => {
  if (methods === null) return;
  const served = method === 'HEAD' && refusesHead !== true ? 'GET' : method;
  if (methods.some((one) => one === served)) return;
  const message = `${path.slice(0, 200)} accepts ${methods.join(' or ')}, not ${method}.`;
  const allow = methods.flatMap((one) => (one === 'GET' && refusesHead !== true ? ['GET', 'HEAD'] : [one])).join(', ');
  throw new ServiceError('METHOD_NOT_ALLOWED', message, { headers: { allow } });
};
