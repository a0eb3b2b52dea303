export { type GenerationState, type UseGeneration, useGeneration } from './use-generation.ts';
