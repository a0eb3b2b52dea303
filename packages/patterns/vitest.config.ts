import { defineProject } from 'vitest/config';

export default defineProject({ test: { name: 'patterns', isolate: false, include: ['src/**/*.test.ts'] } });
