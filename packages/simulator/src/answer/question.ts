import type { JsonRecord } from '../json-value.ts';

/** A client's request in the simulator's own form. Every dialect is converted into it. */
export type Question = {
  model: string;
  /** All system messages, in order, joined by a blank line. Empty if there are none. */
  system: string;
  /** The conversation without its system messages and without a prefill. */
  turns: readonly Turn[];
  tools: readonly OfferedTool[];
  toolChoice: OfferedChoice;
  /** False if the client allows only one tool call at a time. */
  allowsParallelCalls: boolean;
  format: AnswerFormat;
  /** Tokens. Null for the model's own limit. */
  maxTokens: number | null;
  stop: readonly string[];
  /** The text to continue: an assistant message at the end. Null for none. */
  prefill: string | null;
  seed: number | null;
  /** Reason before the answer, even if the model's name does not request it. */
  wantsReasoning: boolean;
  /** When long prompts are cached: never, at each repetition, or if the request marks them (and pays the write). */
  caching: 'none' | 'automatic' | 'marked';
  /** The exact number of tokens, from the header `x-sim-tokens`. Null: the prompt decides. */
  exactTokens: number | null;
};

/** The settings of a request besides its conversation. */
export type QuestionSettings = Omit<Question, 'model' | 'system' | 'turns' | 'prefill' | 'exactTokens'>;

export type Turn = UserTurn | AssistantTurn | ToolTurn;
type UserTurn = { role: 'user'; text: string; images: readonly SeenImage[] };
type AssistantTurn = { role: 'assistant'; text: string; calls: readonly { id: string; name: string }[] };
/** The result of a tool call. `toolName` is empty if neither the message nor the conversation has it. */
export type ToolTurn = { role: 'tool'; toolName: string; text: string };

/** An image as received: by address, or by value in base64. */
export type SeenImage = { url: string } | { mediaType: string; data: string };

/** `schema` null: the tool has no parameters. */
export type OfferedTool = { name: string; description: string; schema: JsonRecord | null };

export type OfferedChoice = { type: 'auto' } | { type: 'none' } | { type: 'required' } | { type: 'tool'; name: string };

export type AnswerFormat = { type: 'text' } | { type: 'json' } | { type: 'json-schema'; schema: JsonRecord };

/** The last user message. Empty for none. */
export function lastUserText(question: Question): string {
  return question.turns.findLast((turn) => turn.role === 'user')?.text ?? '';
}

/** The message that names the faults of its conversation. Empty for none. */
export function faultyText({ turns }: Pick<Question, 'turns'>): string {
  return turns.find((turn) => turn.role === 'user' && turn.text.includes('[faults '))?.text ?? '';
}
