/**
 * The reason of an abort that asks for a quiet end: nobody listens any more, but what the upstream sends until it has
 * heard of it is billed, and whoever counts wants to see it. Made once: an error costs more than the rest of an ending.
 */
export const callerLeft: Error = Object.freeze(new Error('The caller has left.'));

/** How long an upstream may take to hear that nobody listens, milliseconds: a round trip to the far side of the earth. */
export const lastWordsMs = 300;
