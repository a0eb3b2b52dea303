import { afterEach, expect, it, vi } from 'vitest';
import { describeOnEachDatabase } from '../testing/databases.ts';
import { createWorkspace, ensureWorkspace } from './manage-workspaces.ts';

describeOnEachDatabase('workspaces', (test) => {
  const refresh = vi.fn(async () => {});
  const realm = () => ({ prisma: test.database.prisma, refresh });
  const idsLike = async (prefix: string) => {
    const found = await test.database.prisma.workspace.findMany({ where: { id: { startsWith: prefix } } });
    return found.map(({ id }) => id);
  };

  afterEach(() => test.database.prisma.workspace.deleteMany({ where: { id: { startsWith: 'new-' } } }));

  it('have a slug made from their name', async () => {
    expect((await createWorkspace({ id: null, name: ' New: Équipe 7!', tags: null }, 'input', realm())).id).toBe(
      'new-e-quipe-7',
    );
    await expect(createWorkspace({ id: 'new-e-quipe-7', name: 'x', tags: null }, 'input', realm())).rejects.toThrow(
      "The workspace 'new-e-quipe-7' exists already.",
    );
  });

  it('are created once if a policy names them, also by many at once', async () => {
    await Promise.all(Array.from({ length: 8 }, () => ensureWorkspace('new-team', 'access.oidc.roles', realm())));
    expect(await idsLike('new-')).toEqual(['new-team']);
    expect(refresh).toHaveBeenCalled();
  });

  it('are not created if the name is no slug', async () => {
    await expect(ensureWorkspace('New Team', 'access.oidc.roles', realm())).rejects.toThrow(
      'access.oidc.roles.id must be a slug',
    );
  });
});
