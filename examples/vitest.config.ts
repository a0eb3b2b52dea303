import { defineProject } from 'vitest/config';

export default defineProject({
  test: {
    name: 'examples',
    include: ['**/*.test.ts'],
    setupFiles: ['@penstock/testing/end-children'],
    testTimeout: 30_000,
  },
  // The same as in apps/api, which these tests start.
  ssr: { resolve: { conditions: ['penstock-source', 'module-sync', 'node'] } },
});
