import type { Access } from '../access/access.ts';
import type { Viewer } from '../access/viewer.ts';

/** Access for tests: every key is this viewer's. */
export function accessAs(viewer: Viewer): Access {
  return { authenticate: async () => viewer, viewerOf: () => viewer };
}
