import { relative } from 'node:path';
import type { Reporter } from 'vitest/node';

/** The part of Vitest's coverage map that this reporter uses. */
type CoverageMap = {
  files(): readonly string[];
  fileCoverageFor(file: string): { toSummary(): { lines: { covered: number; total: number } } };
};

/** Prints the number of tested lines of each workspace, and the files with the most untested lines. */
export class CoverageByPackage implements Reporter {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  onCoverage(coverage: unknown): void {
    if (!isCoverageMap(coverage)) return;
    const files = coverage.files().map((file) => ({
      path: relative(this.#root, file).replaceAll('\\', '/'),
      lines: coverage.fileCoverageFor(file).toSummary().lines,
    }));
    console.log('\n Lines run by tests:');
    for (const [room, ones] of Map.groupBy(files, ({ path }) => path.split('/').slice(0, 2).join('/'))) {
      const covered = sum(ones.map(({ lines }) => lines.covered));
      const total = sum(ones.map(({ lines }) => lines.total));
      const share = ((100 * covered) / total).toFixed(1).padStart(5);
      console.log(`  ${room.padEnd(20)} ${share} %  ${covered} of ${total} in ${ones.length} files`);
    }
    const missing = ({ lines }: (typeof files)[number]) => lines.total - lines.covered;
    const worst = files.filter((file) => missing(file) >= 10).toSorted((a, b) => missing(b) - missing(a));
    for (const file of worst.slice(0, 8)) console.log(`    ${missing(file)} lines never run in ${file.path}`);
  }
}

function isCoverageMap(coverage: unknown): coverage is CoverageMap {
  return typeof coverage === 'object' && coverage !== null && 'fileCoverageFor' in coverage && 'files' in coverage;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
