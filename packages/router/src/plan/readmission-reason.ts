import { describeScore } from './describe-figures.ts';
import type { Reason } from './reason.ts';

/** Why a model may serve although a rule excludes it. */
export type ReadmissionCode = 'best-available' | 'last-resort';

export function isReadmissionReason(reason: Reason): reason is Reason<ReadmissionCode> {
  return reason.code === 'best-available' || reason.code === 'last-resort';
}

/** `no eligible model has a quality of 0.60 or more, and this is one of the best`. */
export function describeReadmission({ code, figures }: Reason<ReadmissionCode>): string {
  if (code === 'last-resort') return 'no other model can serve, though its provider may have withdrawn it';
  return `no eligible model has a quality of ${describeScore(Number(figures.leastQuality))} or more, and this is one of the best`;
}
