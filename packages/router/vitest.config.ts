import { defineProject } from 'vitest/config';

export default defineProject({ test: { name: 'router', isolate: false, include: ['src/**/*.test.ts'] } });
