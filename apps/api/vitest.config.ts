import { defineProject } from 'vitest/config';

export default defineProject({
  // Machines are shared, and a second is short on a busy one.
  test: { expect: { poll: { timeout: 10_000 } }, name: 'api', include: ['src/**/*.test.ts'] },
  // Vite would add `development`, by which graphql has a second build whose types its first one does not know.
  ssr: { resolve: { conditions: ['penstock-source', 'module-sync', 'node'] } },
});
