/** Takes the next result of an iterator. */
export type OnResult<T> = (result: IteratorResult<T, undefined>) => void;

/** Takes the error of an iterator. */
export type OnError = (error: unknown) => void;

/** An async iterator that can also be read without a promise per step. The promise is most of a step's cost. */
export interface PullIterator<T> extends AsyncIterableIterator<T, undefined> {
  /** Like `next`, but calls one of the two, once, instead of resolving a promise. Never calls them before it returns. */
  pull(onResult: OnResult<T>, onError: OnError): void;
}

/** Requests the next result of an iterator: by `pull` where it has one. */
export function pullNext<T>(iterator: AsyncIterator<T, undefined>, onResult: OnResult<T>, onError: OnError): void {
  if (isPullIterator(iterator)) iterator.pull(onResult, onError);
  else iterator.next().then(onResult, onError);
}

function isPullIterator<T>(iterator: AsyncIterator<T, undefined>): iterator is PullIterator<T> {
  return 'pull' in iterator;
}

/**
 * Hands each value of an iterator to `take`, as `for await` does, until `take` returns false. Reads on when `take` has
 * returned, or when its promise has resolved. Resolves at the end. Rejects with an error of the iterator or of `take`.
 */
export function readEach<T>(
  iterator: AsyncIterator<T, undefined>,
  take: (value: T) => boolean | Promise<boolean>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const goOn = (wantsMore: boolean): void => {
      if (wantsMore) pullNext(iterator, onResult, reject);
      else leave(iterator).then(resolve, reject);
    };
    const fail = (error: unknown): void => {
      const rejectAll = (): void => reject(error);
      leave(iterator).then(rejectAll, rejectAll);
    };
    const onResult: OnResult<T> = (result) => {
      if (result.done === true) {
        resolve();
        return;
      }
      try {
        const taken = take(result.value);
        if (typeof taken === 'boolean') goOn(taken);
        else taken.then(goOn).catch(fail);
      } catch (error) {
        fail(error);
      }
    };
    pullNext(iterator, onResult, reject);
  });
}

async function leave(iterator: AsyncIterator<unknown, undefined>): Promise<void> {
  await iterator.return?.();
}
