import type { GenerationTrace, TracedStage } from '../generation-trace.ts';
import { plan } from './plan.ts';
import { record } from './record.ts';
import { reserve } from './reserve.ts';
import type { Stage } from './stage.ts';

type AnyStage = Stage<never, unknown>;

const traced: ReadonlyMap<AnyStage, TracedStage> = new Map<AnyStage, TracedStage>([
  [plan, 'plan'],
  [reserve, 'reserve'],
  [record, 'settlement'],
]);

/** The same stages. The trace gets the time of some of them, until they called the next stage. */
export function traceStages(
  stages: readonly AnyStage[],
  trace: GenerationTrace,
  nowMs: () => number,
): readonly AnyStage[] {
  return stages.map((stage) => {
    const name = traced.get(stage);
    if (name === undefined) return stage;
    return (state, next, tools) => {
      const beganAtMs = nowMs();
      const tell = (following: unknown): Promise<void> => {
        trace.stageEnded(name, beganAtMs, nowMs());
        return next(following);
      };
      return stage(state, tell, tools);
    };
  });
}
