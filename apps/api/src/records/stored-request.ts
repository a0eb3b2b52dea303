import type { GenerationRequest } from '../generation/generation-request.ts';
import { withoutImageBytes } from '../generation/without-image-bytes.ts';

/**
 * A request as it is kept: without the bytes of images, which would be most of the database, and without what has
 * columns of its own.
 */
export type StoredRequest = Omit<GenerationRequest, 'metadata'>;

export function toStoredRequest({ metadata: _, ...request }: GenerationRequest): StoredRequest {
  const messages = withoutImageBytes(request.messages);
  return messages === request.messages ? request : { ...request, messages };
}
