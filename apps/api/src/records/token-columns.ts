import { type TokenBucket, tokenBuckets } from '@penstock/providers';

/** The columns of the token buckets, in every table that has them: `cached_input_tokens`. */
export const tokenColumns: readonly { bucket: TokenBucket; column: TokenColumn }[] = tokenBuckets.map((bucket) => ({
  bucket,
  column: columnOf(bucket),
}));

type Snake<Text extends string> = Text extends `${infer First}${infer Rest}`
  ? First extends Lowercase<First>
    ? `${First}${Snake<Rest>}`
    : `_${Lowercase<First>}${Snake<Rest>}`
  : '';

/** `input_tokens`, `cached_input_tokens` … */
export type TokenColumn = Snake<TokenBucket>;

/** The column of a bucket. */
export function columnOf<Bucket extends string>(bucket: Bucket): Snake<Bucket> {
  return bucket.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) as Snake<Bucket>;
}
