import { defineProject } from 'vitest/config';

export default defineProject({
  test: {
    name: 'simulator',
    isolate: false,
    setupFiles: ['@penstock/testing/end-children'],
    include: ['src/**/*.test.ts'],
  },
});
