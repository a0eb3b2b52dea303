import { type Access, digestOfKey } from '../access/access.ts';
import type { Viewer } from '../access/viewer.ts';
import { buildViewer } from './build-viewer.ts';

/** Access for tests: every key belongs to this viewer. */
export function accessAs(viewer: Viewer): Access {
  return { authenticate: async () => viewer, viewerOf: () => viewer };
}

/** Access for tests: only this key is valid, and it belongs to this viewer. */
export function accessByKey(key: string, viewer: Viewer = buildViewer()): Access {
  const expected = digestOfKey(key);
  const viewerOf = (digest: Buffer) => (digest.equals(expected) ? viewer : null);
  return { authenticate: async (given) => viewerOf(digestOfKey(given)), viewerOf };
}
