import { afterAll } from 'vitest';
import { endChildren } from './child-process.ts';

// A setup file of Vitest. It runs for each file of tests, and its hook after those of the file.
afterAll(endChildren, 60_000);
