import type { SeenRequest } from '@penstock/simulator';
import { expect } from 'vitest';
import type { Scene } from './describe-failover.ts';

/** Checks that the caller has the whole answer, once, with its model, and that the record has the same. */
export function expectWhole({ result, record, whole, model }: Scene, key: string, text = whole): void {
  expect(result.end).toEqual({ type: 'completed', model: model(key) });
  expect(result.text).toBe(text);
  expect(record).toMatchObject({ status: 'COMPLETED', model: model(key), text });
}

/** The attempts, as `KEY OUTCOME` or `KEY ERROR_CODE`. */
export function attemptsOf({ record, model }: Scene, ...keys: readonly string[]): readonly string[] {
  return record.attempts.map((attempt) => {
    const key = keys.find((one) => model(one) === attempt.model) ?? attempt.model;
    return `${key} ${attempt.errorCode ?? attempt.outcome}`;
  });
}

/** Milliseconds from the end of each request to the arrival of the next. */
export function gapsBetween(requests: readonly SeenRequest[]): readonly number[] {
  return requests.slice(1).map((request, index) => request.at - endOf(requests[index] as SeenRequest));
}

function endOf({ endedAt, number }: SeenRequest): number {
  if (endedAt === null) throw new Error(`Request ${number} is still open.`);
  return endedAt;
}
