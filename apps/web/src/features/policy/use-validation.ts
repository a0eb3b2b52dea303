'use client';

import type { ResultOf } from 'gql.tada';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useClient } from 'urql';
import { describeError } from '../../graphql/describe-error.ts';
import { graphql } from '../../graphql/graphql.ts';

/** Maximum number of changes listed in the replay. */
const listedChanges = 50;

export const ValidateMutation = graphql(`
  mutation ValidatePolicy($yaml: String!, $replay: Int, $first: Int!) {
    validatePolicy(yaml: $yaml, replay: $replay) {
      isValid
      issues {
        message
        path
        line
        column
      }
      diff {
        path
        change
        before
        after
        text
      }
      replay {
        requests
        moved
        refused
        unpriced
        costBeforeUsd
        costAfterUsd
        changes(first: $first) {
          generationId
          before
          after
          costBeforeUsd
          costAfterUsd
        }
      }
    }
  }
`);

export type PolicyCheck = ResultOf<typeof ValidateMutation>['validatePolicy'];

export type Validation = {
  /** The result for `yaml`; null before the first check. */
  check: PolicyCheck | null;
  /** Whether `check` belongs to the present text. */
  isCurrent: boolean;
  isRunning: boolean;
  /** The reason why the check failed; null without a failure. */
  failure: string | null;
  retry(): void;
};

/** The API checks the text after this time without typing. Milliseconds. */
const restMs = 450;

/** The API's check of a draft with its replay, each time that typing pauses. No request is sent while `isPaused`. */
export function useValidation(yaml: string, replay: number, isPaused: boolean): Validation {
  const client = useClient();
  const [done, setDone] = useState<{ yaml: string; replay: number; check: PolicyCheck } | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  const latest = useRef(0);
  const isCurrent = done !== null && done.yaml === yaml && done.replay === replay;

  useEffect(() => {
    const number = ++latest.current;
    setFailure(null);
    if (isPaused || isCurrent) return;
    const timer = setTimeout(async () => {
      const { data, error } = await client.mutation(ValidateMutation, { yaml, replay, first: listedChanges });
      if (latest.current !== number) return;
      if (data) setDone({ yaml, replay, check: data.validatePolicy });
      else setFailure(error ? describeError(error).message : 'The API gave no answer.');
    }, restMs);
    return () => clearTimeout(timer);
  }, [client, yaml, replay, isPaused, isCurrent, attempt]);

  const check = done?.check ?? null;
  const isRunning = !isPaused && !isCurrent && failure === null;
  const retry = useCallback(() => setAttempt((number) => number + 1), []);
  // The same object while only the text changes, so that the report is not rendered with each key.
  return useMemo(
    () => ({ check, isCurrent, isRunning, failure, retry }),
    [check, isCurrent, isRunning, failure, retry],
  );
}
