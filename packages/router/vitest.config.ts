import { configDefaults, defineProject } from 'vitest/config';

// Files ending in `.alone.test.ts` change a library's data for their whole process, so the root runs them isolated.
export default defineProject({
  test: {
    name: 'router',
    isolate: false,
    include: ['src/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'src/**/*.alone.test.ts'],
  },
});
