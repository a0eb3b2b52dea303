/** Limits of a provider's response. Bytes off the wire. */
export type UpstreamLimits = {
  /** One streamed answer with all of its events, or one JSON document. */
  answerBytes: number;
  /** One event or one line of a stream. */
  eventBytes: number;
  /**
   * An answer with a finish reason and without an end mark counts as complete after this silence. The wait occurs only
   * with a server that leaves its connections open. Any byte restarts it. Milliseconds, default 12,000. It is at most
   * four fifths of the caller's `idleMs`, and 1,000 for a server that has done so before.
   */
  endSilenceMs?: number;
};

/** The default: 64 MiB and 32 MiB. */
export const defaultUpstreamLimits: UpstreamLimits = Object.freeze({
  answerBytes: 64 * 1024 * 1024,
  eventBytes: 32 * 1024 * 1024,
});

/** The maximum size of a list of models. Such a list names a few thousand models. Bytes. */
export const modelListBytes = 8 * 1024 * 1024;

/** The maximum body of a refusal; the rest is not read. Bytes. */
export const failureBytes = 256 * 1024;

/** Bytes as text for a sentence: `32 MiB`, `1,000 bytes`. */
export function describeBytes(bytes: number): string {
  const kib = 1024;
  if (bytes > 0 && bytes % (kib * kib) === 0) return `${bytes / (kib * kib)} MiB`;
  if (bytes > 0 && bytes % kib === 0) return `${bytes / kib} KiB`;
  return `${bytes.toLocaleString('en-US')} bytes`;
}
