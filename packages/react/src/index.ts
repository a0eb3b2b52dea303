export { type ModelChoice, ModelSelector } from './model-selector.tsx';
export {
  type HealthFacts,
  type ModelFacts,
  type ModelStatus,
  type ModelStatusName,
  modelStatus,
  modelStatuses,
} from './model-status.ts';
export { ModelStatusIndicator } from './model-status-indicator.tsx';
export { type GenerationState, type UseGeneration, useGeneration } from './use-generation.ts';
