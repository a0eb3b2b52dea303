import { defineProject } from 'vitest/config';

export default defineProject({
  test: { name: 'examples', include: ['**/*.test.ts'], testTimeout: 30_000 },
  // The same as in apps/api, which these tests start.
  ssr: { resolve: { conditions: ['penstock-source', 'module-sync', 'node'] } },
});
