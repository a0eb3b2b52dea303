import { ProtocolError } from '../contract/errors/protocol-error.ts';
import { describeBytes, type UpstreamLimits } from '../contract/upstream-limits.ts';

/** The error of an answer that has reached its limit. */
export function answerTooLong(providerId: string, mostBytes: number): ProtocolError {
  const message = `${providerId} sent an answer of more than ${describeBytes(mostBytes)}, which is the limit.`;
  return new ProtocolError({ providerId, message });
}

/** Throws if an answer has more bytes than the limits of its upstream allow. */
export function refuseTooLong(
  { providerId, limits }: { providerId: string; limits: UpstreamLimits },
  bytes: number,
): void {
  if (bytes > limits.answerBytes) throw answerTooLong(providerId, limits.answerBytes);
}
