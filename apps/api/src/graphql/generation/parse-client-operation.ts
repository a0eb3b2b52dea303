import { createHash } from 'node:crypto';
import type { Viewer } from '../../access/viewer.ts';
import { InputError } from '../../errors/service-error.ts';
import type { ClientOperation } from '../../generation/generation-request.ts';
import type { GenerateInput } from './generate-input.ts';

const longestClientId = 200;

/** The caller's name of its request; undefined for none. Each key or person has its own names in each workspace. */
export function parseClientOperation(
  input: typeof GenerateInput.$inferInput,
  { actor }: Viewer,
  workspaceId: string,
): ClientOperation | undefined {
  const clientId = input.clientId ?? null;
  const after = input.after ?? null;
  if (clientId === null) {
    if (after === null) return undefined;
    throw new InputError(
      'input.after',
      "needs a clientId; the subscription 'generation' attaches by a generation's id",
    );
  }
  if (clientId === '' || clientId.length > longestClientId) {
    throw new InputError('input.clientId', `must have 1 to ${longestClientId} characters`);
  }
  if (after !== null && after < 0) throw new InputError('input.after', `must be 0 or more, not ${after}`);
  const { clientId: _id, after: _after, ...asked } = input;
  return {
    callerId: `${actor.kind}:${actor.id}:${workspaceId}`,
    clientId,
    // The members are in the order of the schema, not in the order of the caller.
    fingerprint: createHash('sha256').update(JSON.stringify(asked)).digest('base64url'),
    after: after ?? 0,
  };
}
