import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from 'vitest/node';

/**
 * Lists the skipped suites at the end of a run, with their reasons. A reason is in brackets at the end of a title, as
 * in `migrations [PostgreSQL: not found; install …]`. With `PENSTOCK_REQUIRE_ALL=1` a skip for a missing program
 * ("install") or without a reason fails the run.
 */
export class SkippedSuites implements Reporter {
  readonly #requiresAll: boolean;
  #filtered = false;

  constructor(requiresAll: boolean) {
    this.#requiresAll = requiresAll;
  }

  onInit(vitest: Vitest): void {
    this.#filtered = vitest.config.testNamePattern !== undefined;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    if (this.#filtered) return;
    const skipped = modules.flatMap((module) => [...skippedIn(module)]);
    if (skipped.length === 0) return;
    const reasons = Map.groupBy(skipped, (one) => reasonOf(one.name));
    console.log(this.#requiresAll ? '\n Skipped, though everything is required:' : '\n Skipped:');
    for (const [reason, ones] of reasons) {
      console.log(`  ${reason ?? 'without a reason in brackets at the end of the title'}`);
      for (const one of new Set(ones.map(describe))) console.log(`    ${one}`);
    }
    const isGrave = [...reasons.keys()].some((reason) => reason === null || /\binstall\b/.test(reason));
    if (this.#requiresAll && isGrave) process.exitCode = 1;
  }
}

/** The skipped suites and tests. For a skipped suite, only the suite. */
function* skippedIn(parent: TestModule | TestSuite): Generator<TestSuite | TestCase> {
  for (const child of parent.children) {
    if (child.options.mode === 'skip' || child.options.mode === 'todo') yield child;
    else if (child.type === 'suite') yield* skippedIn(child);
  }
}

function reasonOf(title: string): string | null {
  return /\[([^[\]]+)\]$/.exec(title)?.[1] ?? null;
}

function describe({ project, name, module }: TestSuite | TestCase): string {
  return `${project.name}: ${name.replace(/ *\[[^[\]]+\]$/, '')} (${module.relativeModuleId})`;
}
