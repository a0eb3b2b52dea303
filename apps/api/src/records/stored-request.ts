import type { Caller, GenerationRequest } from '../generation/generation-request.ts';
import { withoutImageBytes } from '../generation/without-image-bytes.ts';

/**
 * A request as it is stored: without the bytes of images, which would fill the database, and without members that have
 * their own columns.
 */
export type StoredRequest = Omit<GenerationRequest, 'caller'> & { caller: Omit<Caller, 'metadata'> };

export function toStoredRequest(request: GenerationRequest): StoredRequest {
  const { metadata: _, ...caller } = request.caller;
  return { ...request, call: withoutImageBytes(request.call), caller };
}
