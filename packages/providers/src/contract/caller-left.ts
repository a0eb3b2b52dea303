/**
 * The reason of an abort because the caller left. The provider bills its output until it notices, so the usage is still
 * read. Created once, because creating an error is the most expensive step of an end.
 */
export const callerLeft: Error = Object.freeze(new Error('The caller has left.'));

/** Time for an upstream to notice that the caller left, milliseconds: the longest round trip on earth. */
export const drainOnAbortMs = 300;
