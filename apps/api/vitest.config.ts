import { defineProject } from 'vitest/config';

export default defineProject({
  test: {
    name: 'api',
    // One process for many files: to import the service anew for each costs more than most of the tests.
    isolate: false,
    setupFiles: ['src/testing/keep-webassembly.ts', '@penstock/testing/end-children'],
    include: ['src/**/*.test.ts'],
    // Machines are shared, and a second is short on a busy one.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
  },
  // Vite would add `development`, by which graphql has a second build whose types its first one does not know.
  ssr: { resolve: { conditions: ['penstock-source', 'module-sync', 'node'] } },
});
