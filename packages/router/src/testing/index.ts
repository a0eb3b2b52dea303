export {
  ExecutionStage,
  type SeenCall,
  type StageOptions,
  stageModel,
  stagePlan,
  stageSettings,
  storyOf,
  textHeldBy,
} from './execution-stage.ts';
export { FakeClock } from './fake-clock.ts';
