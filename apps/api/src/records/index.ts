export { createRecorder } from './create-recorder.ts';
export {
  type GenerationFilter,
  type GenerationPage,
  type GenerationPageInput,
  listGenerations,
} from './list-generations.ts';
export { readGeneration } from './read-generation.ts';
export type { Recorder } from './recorder.ts';
export type { EndStatus, GenerationSummary, StoredContent, StoredGeneration } from './stored-generation.ts';
export { fromPlanRecord, type PlanRecord, type StoredPlan } from './stored-plan.ts';
export type { StoredRequest } from './stored-request.ts';
