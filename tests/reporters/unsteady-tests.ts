import type { Reporter, TestModule } from 'vitest/node';

/** Lists the tests that failed at first and passed in a retry (`--retry`, as in `.ci/run`). Each has a race to fix. */
export class UnsteadyTests implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const unsteady = modules.flatMap((module) =>
      [...module.children.allTests('passed')]
        .filter((test) => test.diagnostic()?.flaky)
        .map((test) => `${module.project.name}: ${test.fullName} (${module.relativeModuleId})`),
    );
    if (unsteady.length === 0) return;
    console.log('\n Passed only when tried again:');
    for (const line of unsteady) console.log(`  ${line}`);
  }
}
