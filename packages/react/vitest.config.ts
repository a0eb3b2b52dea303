import { defineProject } from 'vitest/config';

// The client from its sources, instead of its last build.
const resolve = { conditions: ['penstock-source', 'module', 'node'] };

export default defineProject({
  resolve,
  ssr: { resolve },
  test: { name: 'react', include: ['src/**/*.test.{ts,tsx}'] },
});
