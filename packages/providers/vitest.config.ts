import { defineProject } from 'vitest/config';

export default defineProject({ test: { name: 'providers', isolate: false, include: ['src/**/*.test.ts'] } });
