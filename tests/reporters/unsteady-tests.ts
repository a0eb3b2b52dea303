import type { Reporter, TestModule } from 'vitest/node';

/**
 * Lists the tests that failed at first and passed in a retry (`--retry`, as in `.ci/run`), with their errors. Each has a
 * race to fix.
 */
export class UnsteadyTests implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const unsteady = modules.flatMap((module) =>
      [...module.children.allTests('passed')]
        .filter((test) => test.diagnostic()?.flaky)
        .flatMap((test) => [
          `  ${module.project.name}: ${test.fullName} (${module.relativeModuleId})`,
          ...(test.result().errors ?? []).map(({ stack, message }) => printed(stack || message)),
        ]),
    );
    if (unsteady.length === 0) return;
    console.log('\n Passed only when tried again:');
    for (const line of unsteady) console.log(line);
  }
}

/** Without the lines of the stack that are not the project's. */
function printed(error: string): string {
  const lines = error.split('\n').filter((line) => !/^\s+at (.*node_modules|new Promise)/.test(line));
  return lines.map((line) => `      ${line}`).join('\n');
}
