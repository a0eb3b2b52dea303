/** How much of what a provider sends is taken. Bytes as they come off the wire. */
export type UpstreamLimits = {
  /** One streamed answer, all of its events together; one JSON document. */
  answerBytes: number;
  /** One event or one line of a stream. */
  eventBytes: number;
};

/** In force where nothing else is given: 64 MiB and 32 MiB. */
export const defaultUpstreamLimits: UpstreamLimits = Object.freeze({
  answerBytes: 64 * 1024 * 1024,
  eventBytes: 32 * 1024 * 1024,
});

/** The most of a list of models: it names a few thousand of them at most. Bytes. */
export const modelListBytes = 8 * 1024 * 1024;

/** The most of the body of a refusal; what follows is not read. Bytes. */
export const failureBytes = 256 * 1024;

/** A count of bytes as it stands in a sentence: `32 MiB`, `1,000 bytes`. */
export function describeBytes(bytes: number): string {
  const kib = 1024;
  if (bytes > 0 && bytes % (kib * kib) === 0) return `${bytes / (kib * kib)} MiB`;
  if (bytes > 0 && bytes % kib === 0) return `${bytes / kib} KiB`;
  return `${bytes.toLocaleString('en-US')} bytes`;
}
