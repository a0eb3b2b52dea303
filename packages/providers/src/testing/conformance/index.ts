export { describeConformance } from './describe-conformance.ts';
export type { RecordedTurn } from './recorded-turn.ts';
export type { ConformanceSubject, ConformanceUpstream, OptionalPromise, UpstreamRequest } from './subject.ts';
export { anthropicTurn } from './turns/anthropic-turn.ts';
export { cohereTurn } from './turns/cohere-turn.ts';
export { googleTurn } from './turns/google-turn.ts';
export { ollamaTurn } from './turns/ollama-turn.ts';
export { openAiTurn } from './turns/openai-turn.ts';
