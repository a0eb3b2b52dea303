import { fullGrant, type Viewer } from '../access/viewer.ts';

/** A viewer for tests: the admin key's viewer, with these facts changed. */
export function buildViewer(facts: Partial<Viewer> = {}): Viewer {
  return {
    role: 'ADMIN',
    workspaceId: null,
    apiKeyId: null,
    limits: null,
    grant: fullGrant,
    actor: { kind: 'ADMIN_KEY', id: 'admin', name: 'admin key' },
    ...facts,
  };
}
