import type { JsonRecord } from '../json-value.ts';

/** What a client asks, in the simulator's own words; every dialect is read into this. */
export type Question = {
  model: string;
  /** All system messages, in order, joined by a blank line; empty for none. */
  system: string;
  /** The conversation without its system messages and without a prefill. */
  turns: readonly Turn[];
  tools: readonly OfferedTool[];
  toolChoice: OfferedChoice;
  /** False where the client wants one tool call at a time. */
  allowsParallelCalls: boolean;
  format: AnswerFormat;
  /** Tokens; null for the model's own limit. */
  maxTokens: number | null;
  stop: readonly string[];
  /** Text that the answer goes on from: an assistant message as last. Null for none. */
  prefill: string | null;
  seed: number | null;
  /** Think aloud before the answer, whatever the model's name says. */
  wantsReasoning: boolean;
  /** Whether long prompts are cached: at no time, whenever they repeat, or where the request marks them (and pays the write). */
  caching: 'none' | 'automatic' | 'marked';
  /** Exactly so many tokens, as the header `x-sim-tokens` asks; null leaves it to the prompt. */
  exactTokens: number | null;
};

/** What a question asks for beside its conversation. */
export type QuestionSettings = Omit<Question, 'model' | 'system' | 'turns' | 'prefill' | 'exactTokens'>;

export type Turn = UserTurn | AssistantTurn | ToolTurn;
type UserTurn = { role: 'user'; text: string; images: readonly SeenImage[] };
type AssistantTurn = { role: 'assistant'; text: string; calls: readonly { id: string; name: string }[] };
/** The result of a tool call; `toolName` empty where neither the message nor the conversation tells it. */
export type ToolTurn = { role: 'tool'; toolName: string; text: string };

/** An image as it came: by address, or by value in base64. */
export type SeenImage = { url: string } | { mediaType: string; data: string };

/** `schema` null: the tool was offered without parameters. */
export type OfferedTool = { name: string; description: string; schema: JsonRecord | null };

export type OfferedChoice = { type: 'auto' } | { type: 'none' } | { type: 'required' } | { type: 'tool'; name: string };

export type AnswerFormat = { type: 'text' } | { type: 'json' } | { type: 'json-schema'; schema: JsonRecord };

/** What the person said last; empty when nobody did. */
export function lastUserText(question: Question): string {
  return question.turns.findLast((turn) => turn.role === 'user')?.text ?? '';
}

/** The message that says which faults its conversation is to meet; empty for none. */
export function faultyText({ turns }: Pick<Question, 'turns'>): string {
  return turns.find((turn) => turn.role === 'user' && turn.text.includes('[faults '))?.text ?? '';
}
