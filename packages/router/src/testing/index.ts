export { ExecutionStage, type SeenCall, type StageOptions } from './execution-stage.ts';
export { FakeClock } from './fake-clock.ts';
export { storyOf, textHeldBy } from './read-events.ts';
export { stageModel, stagePlan, stageSettings } from './stage-plan.ts';
