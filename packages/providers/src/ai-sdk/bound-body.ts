import { ProtocolError } from '../contract/errors/protocol-error.ts';
import { describeBytes, failureBytes, type UpstreamLimits } from '../contract/upstream-limits.ts';
import { answerTooLong } from '../http/answer-too-long.ts';

/** A response whose body a package of the AI SDK reads. */
export type BoundedResponse = {
  providerId: string;
  status: number;
  /** Empty if the response has none. */
  contentType: string;
  limits: UpstreamLimits;
};

/**
 * Maximum size of one event. The packages copy an incomplete event with each read, so a larger event would cost the
 * square of its length.
 */
const mostFrameBytes = 4 * 1024 * 1024;

/**
 * Passes a body on up to its limits, counted decompressed, as the package reads it. A longer answer fails with a
 * `ProtocolError`. Of a refusal, only the beginning is passed on.
 */
export function boundBody(body: ReadableStream<Uint8Array>, response: BoundedResponse): ReadableStream<Uint8Array> {
  const { providerId, status, contentType, limits } = response;
  const isFailure = status >= 300;
  const most = isFailure ? failureBytes : limits.answerBytes;
  const mostEventBytes = Math.min(mostFrameBytes, limits.eventBytes);
  const frames = isFailure ? null : frameCounterOf(contentType);
  let bytes = 0;
  const bound = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      const left = most - bytes;
      bytes += chunk.length;
      if (bytes > most) {
        if (!isFailure) throw answerTooLong(providerId, most);
        controller.enqueue(chunk.subarray(0, left));
        controller.terminate();
        return;
      }
      if (frames !== null && frames(chunk) > mostEventBytes) {
        const message = `${providerId} sent an event of more than ${describeBytes(mostEventBytes)}, which is the limit.`;
        throw new ProtocolError({ providerId, message });
      }
      controller.enqueue(chunk);
    },
  });
  return body.pipeThrough(bound);
}

/** Takes each read in turn. Returns the length so far of the event at the end of the read. */
type FrameCounter = (chunk: Uint8Array) => number;

function frameCounterOf(contentType: string): FrameCounter | null {
  if (contentType.startsWith('text/event-stream')) return countEventBytes();
  if (contentType.startsWith('application/vnd.amazon.eventstream')) return countAwsFrameBytes();
  return null;
}

/** Server-sent events end with a blank line. A blank line split over two reads is missed, and the count continues. */
function countEventBytes(): FrameCounter {
  let bytes = 0;
  return (chunk) => {
    const view = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const end = Math.max(view.lastIndexOf('\n\n'), view.lastIndexOf('\r\n\r\n'));
    bytes = end === -1 ? bytes + chunk.length : chunk.length - end;
    return bytes;
  };
}

/** An AWS frame has its length in its first four bytes, big-endian. */
function countAwsFrameBytes(): FrameCounter {
  const lengthBytes = 4;
  let leftBytes = 0;
  let length = 0;
  let readOfLength = 0;
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (leftBytes > 0) {
        const taken = Math.min(leftBytes, chunk.length - at);
        leftBytes -= taken;
        at += taken;
        continue;
      }
      length = length * 256 + (chunk[at] ?? 0);
      at += 1;
      readOfLength += 1;
      if (readOfLength < lengthBytes) continue;
      leftBytes = Math.max(0, length - lengthBytes);
      readOfLength = 0;
      if (leftBytes > mostFrameBytes) return length;
      length = 0;
    }
    return leftBytes;
  };
}
