/** A packet before the first typed message: `length`, then its content. */
const startupHeadBytes = 4;
/** A typed message: a letter, then `length`, which counts itself but not the letter. */
const typedHeadBytes = 5;
/** The first packet of protocol 3 ends the startup. SSLRequest and similar packets have other codes. */
const protocolVersion3 = 196_608;

/** Thrown for a length that is not valid in PostgreSQL's protocol. */
export class FrameError extends Error {}

/**
 * Splits the bytes of a PostgreSQL client into whole messages. Pieces wait in a list until their message is complete,
 * and are joined once. So the work is linear in the bytes, for any size of message or read.
 */
export class MessageFrames {
  #pieces: Buffer[] = [];
  #length = 0;
  #startup = true;

  /**
   * Accepts the bytes of a read. Returns the messages that are now complete, in one buffer, or null. Throws a
   * `FrameError`.
   */
  add(bytes: Buffer): Buffer | null {
    this.#pieces.push(bytes);
    this.#length += bytes.length;
    const next = this.#messageBytes(0);
    if (next === null || next > this.#length) return null;
    const all = this.#joined();
    let end = 0;
    for (let more: number | null = next; more !== null && end + more <= all.length; more = this.#messageBytes(end)) {
      if (this.#startup) this.#startup = !endsStartup(all.subarray(end, end + more));
      end += more;
    }
    const rest = all.subarray(end);
    this.#pieces = rest.length > 0 ? [rest] : [];
    this.#length = rest.length;
    return all.subarray(0, end);
  }

  /** The size of the message at an offset, bytes; null while its head is incomplete. */
  #messageBytes(offset: number): number | null {
    const head = this.#startup ? startupHeadBytes : typedHeadBytes;
    if (this.#length - offset < head) return null;
    const [first] = this.#pieces;
    const known = first !== undefined && first.length - offset >= head ? first : this.#joined();
    const length = known.readInt32BE(offset + head - 4);
    if (length < 4) throw new FrameError(`A message of the PostgreSQL protocol has no length of ${length}.`);
    return this.#startup ? length : length + 1;
  }

  #joined(): Buffer {
    const all = this.#pieces.length === 1 ? this.#pieces[0] : undefined;
    if (all !== undefined) return all;
    const joined = Buffer.concat(this.#pieces, this.#length);
    this.#pieces = [joined];
    return joined;
  }
}

function endsStartup(packet: Buffer): boolean {
  return packet.length >= 8 && packet.readInt32BE(4) === protocolVersion3;
}
