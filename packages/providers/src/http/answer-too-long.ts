import { ProtocolError } from '../contract/errors/protocol-error.ts';
import { describeBytes } from '../contract/upstream-limits.ts';

/** The error of an answer that has reached its limit. */
export function answerTooLong(providerId: string, mostBytes: number): ProtocolError {
  const message = `${providerId} sent an answer of more than ${describeBytes(mostBytes)}, which is the limit.`;
  return new ProtocolError({ providerId, message });
}
