import { defineProject } from 'vitest/config';

export default defineProject({
  // Machines are shared, and a second is too short on a busy machine.
  test: {
    expect: { poll: { timeout: 10_000 } },
    name: 'repository',
    include: ['**/*.test.ts'],
    setupFiles: ['@penstock/testing/end-children'],
    globalSetup: ['service/build-once.ts'],
  },
});
