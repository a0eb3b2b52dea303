import { GraphQLError } from 'graphql';
import { expect, it, vi } from 'vitest';
import { buildViewer } from '../../testing/build-viewer.ts';
import { sampleGeneration } from '../../testing/sample-generation.ts';
import type { GraphqlContext } from '../context.ts';
import { findGeneration } from './find-generation.ts';

const elsewhere = { ...sampleGeneration(), status: 'RUNNING' as const };

/** A replica whose database fails, and that follows the generations of another replica. */
function replica(failure: Error, workspaceId: string | null = null) {
  const locate = vi.fn(async (id: string) => (id === elsewhere.id ? elsewhere : null));
  const context = {
    services: {
      generations: { find: () => null, locate },
      prisma: { generation: { findUnique: () => Promise.reject(failure) } },
    },
    viewer: buildViewer({ role: 'MEMBER', workspaceId }),
    content: null,
  };
  // A query that finds a generation by its id uses only this part of the context.
  const find = (id: string) => findGeneration({ select: { status: true } }, id, context as unknown as GraphqlContext);
  return { find, locate };
}

const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
const unknownId = '01234567-89ab-7def-8123-456789abcdef';

it('finds a generation of another replica while the database is unavailable', async () => {
  expect(await replica(away).find(elsewhere.id)).toMatchObject({ id: elsewhere.id, status: 'RUNNING' });
});

it('shows it to no other workspace', async () => {
  expect(await replica(away, 'another').find(elsewhere.id)).toBeNull();
});

it('rejects for an unknown generation while the database is unavailable, and at once for a refusal', async () => {
  await expect(replica(away).find(unknownId)).rejects.toBe(away);
  const refusal = new GraphQLError('too much');
  const { find, locate } = replica(refusal);
  await expect(find(elsewhere.id)).rejects.toBe(refusal);
  expect(locate).not.toHaveBeenCalled();
});
