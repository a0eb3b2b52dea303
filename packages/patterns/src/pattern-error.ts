/** A regular expression that is refused. The message is a predicate, as `is not a regular expression`. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}
