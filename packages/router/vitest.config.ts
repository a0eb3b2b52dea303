import { configDefaults, defineProject } from 'vitest/config';

// Files ending in `.alone.test.ts` change data of a library for their whole process: the root runs them isolated.
export default defineProject({
  test: {
    name: 'router',
    isolate: false,
    include: ['src/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'src/**/*.alone.test.ts'],
  },
});
