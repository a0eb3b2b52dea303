import type { GenerationRequest } from '../generation/generation-request.ts';
import { withoutImageBytes } from '../generation/without-image-bytes.ts';

/**
 * A request as it is stored: without the bytes of images, which would fill the database, and without members that have
 * their own columns.
 */
export type StoredRequest = Omit<GenerationRequest, 'metadata'>;

export function toStoredRequest({ metadata: _, ...request }: GenerationRequest): StoredRequest {
  const messages = withoutImageBytes(request.messages);
  return messages === request.messages ? request : { ...request, messages };
}
