import type { Adapter, CallOptions } from '../contract/adapter.ts';
import { BadRequestError } from '../contract/errors/bad-request-error.ts';
import type { ContentPart, Message } from '../contract/message.ts';
import type { ModelRequest } from '../contract/request.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import { fetchImage } from './fetch-image.ts';

/** The most images that are fetched for one request. */
const mostImages = 20;

/** An adapter whose images by address are fetched here, for a provider that takes them by value only. */
export function withFetchedImages(adapter: Adapter, fetch: typeof fetchImage = fetchImage): Adapter {
  return {
    providerId: adapter.providerId,
    stream: (request, options) =>
      hasAddress(request) ? streamFetched(adapter, request, options, fetch) : adapter.stream(request, options),
    listModels: (options) => adapter.listModels(options),
    ...(adapter.embed && { embed: adapter.embed.bind(adapter) }),
    ...(adapter.warmUp && { warmUp: adapter.warmUp.bind(adapter) }),
    close: (graceMs) => adapter.close(graceMs),
  };
}

async function* streamFetched(
  adapter: Adapter,
  request: ModelRequest,
  options: CallOptions,
  fetch: typeof fetchImage,
): AsyncGenerator<readonly StreamEvent[], undefined> {
  const count = request.messages.reduce((sum, message) => sum + partsOf(message).filter(isByAddress).length, 0);
  if (count > mostImages) throw refusal(adapter, `at most ${mostImages} images are fetched for one request`);
  const messages: Message[] = [];
  for (const message of request.messages) {
    if (message.role !== 'user') messages.push(message);
    else {
      const parts = await Promise.all(message.parts.map((part) => resolve(part, adapter, options, fetch)));
      messages.push({ ...message, parts });
    }
  }
  yield* adapter.stream({ ...request, messages }, options);
}

async function resolve(
  part: ContentPart,
  adapter: Adapter,
  { signal }: CallOptions,
  fetch: typeof fetchImage,
): Promise<ContentPart> {
  if (part.type !== 'image' || part.image.type !== 'url') return part;
  try {
    return { ...part, image: { type: 'base64', ...(await fetch(part.image.url, signal)) } };
  } catch (error) {
    signal.throwIfAborted();
    throw refusal(adapter, error instanceof Error ? error.message : String(error));
  }
}

function refusal({ providerId }: Adapter, why: string): BadRequestError {
  const message = `${providerId} takes images by value only, and this one cannot be fetched: ${why}. Send it as base64.`;
  return new BadRequestError({ providerId, message });
}

function hasAddress({ messages }: ModelRequest): boolean {
  return messages.some((message) => partsOf(message).some(isByAddress));
}

function partsOf(message: Message): readonly ContentPart[] {
  return message.role === 'user' ? message.parts : [];
}

/** Google reads its own `gs:` addresses. */
function isByAddress(part: ContentPart): boolean {
  return part.type === 'image' && part.image.type === 'url' && !part.image.url.startsWith('gs:');
}
