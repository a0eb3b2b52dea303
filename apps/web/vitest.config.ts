import { defineProject } from 'vitest/config';

export default defineProject({
  css: { postcss: { plugins: [] } },
  test: {
    name: 'web',
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
    setupFiles: ['src/testing/setup.ts'],
  },
});
