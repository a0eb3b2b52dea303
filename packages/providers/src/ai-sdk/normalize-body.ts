import type { UpstreamLimits } from '../contract/upstream-limits.ts';
import { asProviderError } from '../http/as-provider-error.ts';
import { EventTexts } from '../http/event-texts.ts';
import { LifeSigns } from '../http/life-signs.ts';
import type { WatchedCall } from './watched-calls.ts';

/** A format of AWS, which the package reads itself. */
const awsEventStream = 'application/vnd.amazon.eventstream';

/** Whether the package reads server-sent events from a response of this content type, even if it is wrong. */
export function isEventStream(contentType: string): boolean {
  return !contentType.startsWith(awsEventStream) && !contentType.startsWith('text/html');
}

/** An event that no package can read. */
const unreadable = 'data: !\n\n';

/**
 * Passes a streamed answer on in a form that every package reads: an event with one line of data for each JSON object.
 * So the bridge reads the same framings as the dialects, and fails for the same errors. An error of the stream itself
 * would overtake the events before it. So the error is kept, and an unreadable event takes its place.
 */
export function normalizeBody(
  body: ReadableStream<Uint8Array>,
  { context, onAlive, onFailure }: WatchedCall,
  limits: UpstreamLimits,
): ReadableStream<Uint8Array> {
  const events = new EventTexts(context, limits);
  const pass = (read: () => void, controller: TransformStreamDefaultController<Uint8Array>): void => {
    let end = '';
    try {
      read();
    } catch (error) {
      onFailure(asProviderError(error, context.providerId));
      end = unreadable;
    }
    const lines = events.take().map((text) => `data: ${text}\n\n`);
    if (lines.length > 0 || end !== '') controller.enqueue(Buffer.from(lines.join('') + end));
    if (end !== '') controller.terminate();
  };
  const normal = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      onAlive?.();
      pass(() => events.read(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)), controller);
    },
    flush(controller) {
      pass(() => events.end(), controller);
    },
  });
  return body.pipeThrough(normal);
}

/** Passes a body on unchanged, and reports each read. */
export function watchBody(body: ReadableStream<Uint8Array>, { onAlive }: WatchedCall): ReadableStream<Uint8Array> {
  if (onAlive === undefined) return body;
  const watched = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      onAlive();
      controller.enqueue(chunk);
    },
  });
  return body.pipeThrough(watched);
}

/** Passes a body on unchanged, and shows life until it begins. */
export function showLifeBefore(body: ReadableStream<Uint8Array>, { onAlive }: WatchedCall): ReadableStream<Uint8Array> {
  const life = new LifeSigns(onAlive);
  life.begin();
  const end = () => life.end();
  // Node supports `cancel`, but some types lack it.
  const shown = {
    transform(chunk: Uint8Array, controller: TransformStreamDefaultController<Uint8Array>): void {
      end();
      controller.enqueue(chunk);
    },
    flush: end,
    cancel: end,
  };
  return body.pipeThrough(new TransformStream<Uint8Array, Uint8Array>(shown));
}
