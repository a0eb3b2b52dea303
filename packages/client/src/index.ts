export { type Answer, addEvent, emptyAnswer } from './answer.ts';
export type { Attempt, Cost, Generation, GenerationEvent, Place, ToolCall, Usage } from './events.ts';
export type { ContentPart, GenerateInput, Message, Strategy } from './generate-input.ts';
export { createPenstock, type Penstock, type PenstockOptions, type StreamOptions } from './penstock.ts';
export { type ErrorCode, type ErrorFacts, PenstockError } from './penstock-error.ts';
export type { Key } from './socket.ts';
