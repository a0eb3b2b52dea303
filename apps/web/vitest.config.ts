import { defineProject } from 'vitest/config';

export default defineProject({
  css: { postcss: { plugins: [] } },
  // Vite would add the condition `development`. graphql then loads a second build whose types the first one does not
  // know.
  ssr: { resolve: { conditions: ['source', 'module-sync', 'node'] } },
  test: {
    name: 'web',
    include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
    setupFiles: ['src/testing/setup.ts'],
  },
});
