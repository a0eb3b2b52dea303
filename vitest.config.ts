import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { CoverageByPackage } from './tests/reporters/coverage-by-package.ts';
import { SkippedSuites } from './tests/reporters/skipped-suites.ts';
import { UnsteadyTests } from './tests/reporters/unsteady-tests.ts';

const sources = [
  'packages/providers',
  'packages/router',
  'packages/patterns',
  'packages/simulator',
  'packages/client',
  'packages/react',
  'apps/api',
  'apps/web',
].map((workspace) => `${workspace}/src/**/*.ts*`);

// Many tests wait: for a browser, a server or a timer. Another worker uses the processor meanwhile. As a setting of this
// file, it would not apply to the projects in folders of their own.
process.env.VITEST_MAX_WORKERS ??= String(availableParallelism() + 1);

export default defineConfig({
  test: {
    projects: [
      'packages/*',
      'apps/*',
      'tests',
      'examples',
      { root: 'packages/router', test: { name: 'router-alone', include: ['src/**/*.alone.test.ts'] } },
    ],
    reporters: [
      'default',
      new CoverageByPackage(import.meta.dirname),
      new SkippedSuites(process.env.PENSTOCK_REQUIRE_ALL === '1'),
      new UnsteadyTests(),
    ],
    coverage: {
      provider: 'v8',
      include: sources,
      exclude: ['**/*.test.ts', '**/generated/**', '**/testing/**', '**/end-to-end/**'],
      reporter: ['json-summary'],
      reportOnFailure: true,
      thresholds: Object.fromEntries(
        sources.map((files) => [files, { lines: files.startsWith('apps/web') ? 85 : 90 }]),
      ),
    },
  },
});
