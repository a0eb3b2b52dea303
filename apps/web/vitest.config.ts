import { defineProject } from 'vitest/config';

// The packages for callers are read from their sources. Vite would add the condition `development`: graphql then loads
// a second build whose types the first does not know.
const resolve = { conditions: ['penstock-source', 'module-sync', 'node'] };

export default defineProject({
  css: { postcss: { plugins: [] } },
  resolve,
  ssr: { resolve },
  test: {
    expect: { poll: { timeout: 10_000 } },
    name: 'web',
    include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
    setupFiles: ['src/testing/setup.ts'],
  },
});
