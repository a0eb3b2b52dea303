import type { ReactNode } from 'react';
import type { CombinedError } from 'urql';
import { describeError } from '../graphql/describe-error.ts';
import { Failed, Forbidden, Loading, Stale } from './states.tsx';

type QueryResult<Data> = { data?: Data | undefined; error?: CombinedError | undefined; fetching: boolean };

type QueryViewProps<Data> = {
  /** The result of urql's `useQuery`. */
  result: QueryResult<Data>;
  /** The name of the part, as in `The audit log`. */
  what: string;
  onRetry?: () => void;
  /** Shown in place of the usual lines while there is no data. */
  loading?: ReactNode;
  /** Whether the data is empty; then `empty` is shown. */
  isEmpty?: (data: Data) => boolean;
  empty?: ReactNode;
  children: (data: Data) => ReactNode;
};

/** Shows a query's data, or its state: loading, empty, failed, forbidden, or old after a failure. */
export function QueryView<Data>(props: QueryViewProps<Data>) {
  const { result, what, onRetry, loading, isEmpty, empty, children } = props;
  const { data, error } = result;
  if (data === undefined || data === null) {
    if (!error) return loading ?? <Loading label={`Loading: ${what}`} />;
    if (describeError(error).code === 'FORBIDDEN') return <Forbidden what={what} text={describeError(error).message} />;
    return <Failed error={error} onRetry={onRetry} />;
  }
  return (
    <>
      {error && <Stale onRetry={onRetry} />}
      {isEmpty?.(data) ? empty : children(data)}
    </>
  );
}
