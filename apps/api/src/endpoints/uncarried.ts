import { ServiceError } from '../errors/service-error.ts';
import type { Generation } from '../generation/generation.ts';
import { answerHeaders } from './answer-headers.ts';

/** A part of an answer that is not text. */
export type FileKind = 'image' | 'audio' | 'file';

const kinds: readonly FileKind[] = ['image', 'audio', 'file'];

/**
 * The generation, with a warning for each kind of parts that its protocol does not support. `carries`: the supported
 * kinds. Throws a `ServiceError` if the answer has no other part, because an empty answer would look like a success.
 */
export function withUncarried(generation: Generation, carries: readonly FileKind[]): Generation {
  const { parts, modelId, warnings } = generation;
  const lost = kinds.filter((kind) => !carries.includes(kind) && parts.some(({ type }) => type === kind));
  if (lost.length === 0) return generation;
  if (parts.every((part) => isNothing(part) || lost.some((kind) => kind === part.type))) {
    const message = `${modelId} answered with ${lost.join(' and ')} only, which this endpoint cannot return: ${elsewhere(lost)}.`;
    throw new ServiceError('INVALID_RESPONSE', message, {
      headers: { ...answerHeaders(generation), 'x-should-retry': 'false' },
    });
  }
  const added = lost.map((kind) => {
    const message = `The ${kind} of the answer was left out, because this endpoint cannot return it: ${elsewhere([kind])}.`;
    return { path: kind, action: 'dropped' as const, message };
  });
  return { ...generation, warnings: [...warnings, ...added] };
}

function isNothing(part: Generation['parts'][number]): boolean {
  return part.type === 'reasoning' || (part.type === 'text' && part.text === '');
}

function elsewhere(lost: readonly FileKind[]): string {
  return lost.includes('file') ? 'read Generation.parts of GraphQL' : 'use /v1/chat/completions';
}
