'use client';

import { useEffect, useRef } from 'react';
import { type AnyVariables, type UseQueryArgs, useQuery } from 'urql';

/**
 * Like urql's `useQuery`, but keeps the last data while other variables are read. A live page moves its range forward,
 * and its figures must not disappear each time. `subject` identifies the data: data of another subject is dropped.
 */
export function useSteadyQuery<Data, Variables extends AnyVariables>(
  subject: string,
  query: UseQueryArgs<Variables, Data>,
) {
  const [result, repeat] = useQuery(query);
  const last = useRef<{ subject: string; data: Data } | null>(null);
  useEffect(() => {
    if (result.data !== undefined && !result.fetching) last.current = { subject, data: result.data };
  }, [subject, result.data, result.fetching]);
  const kept = last.current?.subject === subject ? last.current.data : undefined;
  return [{ ...result, data: result.data ?? kept }, repeat] as const;
}
