import { defineProject } from 'vitest/config';

export default defineProject({ test: { name: 'simulator', isolate: false, include: ['src/**/*.test.ts'] } });
