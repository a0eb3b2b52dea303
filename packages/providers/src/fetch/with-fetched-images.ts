import type { Adapter, CallOptions } from '../contract/adapter.ts';
import { BadRequestError } from '../contract/errors/bad-request-error.ts';
import type { Message, MessagePart } from '../contract/message.ts';
import type { ModelRequest } from '../contract/request.ts';
import type { StreamEvent } from '../contract/stream-event.ts';
import { type FetchedImage, FetchImageError, type ImageBudget, imageBudget } from './fetch-image.ts';

/** The maximum number of images fetched for one request. */
const mostImages = 20;

type Fetch = (url: string, signal: AbortSignal, budget: ImageBudget) => Promise<FetchedImage>;

/** An adapter that fetches images by address, for a provider that accepts them only by value. */
export function withFetchedImages(adapter: Adapter, fetch: Fetch): Adapter {
  return {
    providerId: adapter.providerId,
    stream: (request, options) =>
      hasAddress(request) ? streamFetched(adapter, request, options, fetch) : adapter.stream(request, options),
    listModels: (options) => adapter.listModels(options),
    ...(adapter.embed && { embed: adapter.embed.bind(adapter) }),
    ...(adapter.countTokens && { countTokens: adapter.countTokens.bind(adapter) }),
    ...(adapter.warmUp && { warmUp: adapter.warmUp.bind(adapter) }),
    close: (graceMs) => adapter.close(graceMs),
  };
}

async function* streamFetched(
  adapter: Adapter,
  request: ModelRequest,
  options: CallOptions,
  fetch: Fetch,
): AsyncGenerator<readonly StreamEvent[], undefined> {
  const addresses = new Set(request.messages.flatMap((message) => partsOf(message).flatMap(addressOf)));
  if (addresses.size > mostImages) throw refusal(adapter, `at most ${mostImages} images are fetched for one request`);
  const images = await fetchAll(addresses, adapter, options, fetch);
  const messages = request.messages.map((message) => withImages(message, images));
  yield* adapter.stream({ ...request, messages }, options);
}

/** One failed fetch ends the others. */
async function fetchAll(
  addresses: ReadonlySet<string>,
  adapter: Adapter,
  { signal, onAlive }: CallOptions,
  fetch: Fetch,
): Promise<ReadonlyMap<string, FetchedImage>> {
  const controller = new AbortController();
  const both = AbortSignal.any([signal, controller.signal]);
  const budget = imageBudget();
  try {
    const entries = [...addresses].map(async (url) => {
      const image = await fetch(url, both, budget);
      onAlive?.();
      return [url, image] as const;
    });
    return new Map(await Promise.all(entries));
  } catch (error) {
    controller.abort();
    signal.throwIfAborted();
    throw error instanceof FetchImageError ? refusal(adapter, error.message) : error;
  }
}

function refusal({ providerId }: Adapter, why: string): BadRequestError {
  const message = `${providerId} accepts images by value only, and this one cannot be fetched: ${why}. Send it as base64.`;
  return new BadRequestError({ providerId, message });
}

function hasAddress({ messages }: ModelRequest): boolean {
  return messages.some((message) => partsOf(message).some((part) => addressOf(part).length > 0));
}

/** The parts whose images are sent to a provider: of questions and of results. */
function partsOf(message: Message): readonly MessagePart[] {
  return message.role === 'user' || message.role === 'tool' ? message.parts : [];
}

function withImages(message: Message, images: ReadonlyMap<string, FetchedImage>): Message {
  const resolve = <Part extends MessagePart>(part: Part): Part => {
    const image = addressOf(part).map((url) => images.get(url))[0];
    return image === undefined ? part : { ...part, image: { type: 'base64', ...image } };
  };
  if (message.role === 'user') return { ...message, parts: message.parts.map((part) => resolve(part)) };
  return message.role === 'tool' ? { ...message, parts: message.parts.map((part) => resolve(part)) } : message;
}

/** The address of an image. A provider's own storage addresses, as `s3:` and `gs:`, are left to the provider. */
function addressOf(part: MessagePart): readonly string[] {
  if (part.type !== 'image' || part.image.type !== 'url') return [];
  return /^(?:gs|s3):/.test(part.image.url) ? [] : [part.image.url];
}
