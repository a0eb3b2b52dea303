import type { Prisma, PrismaClient } from '../database/generated/client/client.ts';
import { InputError, ServiceError } from '../errors/service-error.ts';
import { checkTags, checkText } from './key-draft.ts';
import { unknownWorkspace } from './workspaces.ts';

export type StoredWorkspace = Prisma.WorkspaceGetPayload<object>;

/** A workspace as a caller requests it. Null: not given. */
export type WorkspaceDraft = { id: string | null; name: string; tags: readonly string[] | null };

export type WorkspaceRealm = {
  prisma: PrismaClient;
  /** Puts a change in force in this process. */
  refresh(): Promise<void>;
};

/** The most workspaces of the whole service. All ids are in memory. */
const mostWorkspaces = 10_000;
const slug = /^[a-z0-9][a-z0-9_-]{0,62}$/;

/**
 * Creates a workspace. Rejects with BAD_USER_INPUT that names the field below `path`, and with CONFLICT if its id
 * exists.
 */
export async function createWorkspace(
  draft: WorkspaceDraft,
  path: string,
  { prisma, refresh }: WorkspaceRealm,
): Promise<StoredWorkspace> {
  const name = checkText(draft.name, `${path}.name`);
  const id = draft.id ?? slugOf(name);
  if (!slug.test(id)) {
    throw new InputError(`${path}.id`, 'must be a slug of up to 63 lower-case letters, digits, - and _, as team-a');
  }
  if ((await prisma.workspace.count()) >= mostWorkspaces) {
    throw new ServiceError('CONFLICT', `There are ${mostWorkspaces} workspaces, which is the maximum.`);
  }
  const { count } = await prisma.workspace.createMany({
    data: [{ id, name, tags: checkTags(draft.tags ?? [], `${path}.tags`) }],
    skipDuplicates: true,
  });
  if (count === 0) throw new ServiceError('CONFLICT', `The workspace '${id}' exists already.`);
  await refresh();
  return prisma.workspace.findUniqueOrThrow({ where: { id } });
}

/** Creates a workspace with this id if there is none. Rejects as `createWorkspace` does. */
export async function ensureWorkspace(id: string, path: string, realm: WorkspaceRealm): Promise<void> {
  const exists = async () => (await realm.prisma.workspace.count({ where: { id } })) > 0;
  try {
    if (!(await exists())) await createWorkspace({ id, name: id, tags: null }, path, realm);
  } catch (error) {
    // Another caller may have created it meanwhile.
    if (!(await exists())) throw error;
  }
  await realm.refresh();
}

/** Changes a name and tags. Rejects with NOT_FOUND, and with BAD_USER_INPUT as `createWorkspace` does. */
export async function saveWorkspace(
  id: string,
  draft: WorkspaceDraft,
  path: string,
  { prisma, refresh }: WorkspaceRealm,
): Promise<{ before: StoredWorkspace; saved: StoredWorkspace }> {
  if (draft.id !== null && draft.id !== id) throw new InputError(`${path}.id`, 'cannot change: leave it out');
  const before = await prisma.workspace.findUnique({ where: { id } });
  if (before === null) throw unknownWorkspace(id);
  const name = checkText(draft.name, `${path}.name`);
  const tags = draft.tags === null ? before.tags : checkTags(draft.tags, `${path}.tags`);
  const saved = await prisma.workspace.update({ where: { id }, data: { name, tags } });
  await refresh();
  return { before, saved };
}

function slugOf(name: string): string {
  const ascii = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-');
  return ascii
    .replace(/^[-_]+/, '')
    .replace(/-$/, '')
    .slice(0, 63);
}
