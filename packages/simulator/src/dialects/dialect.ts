import type { Answer, AnswerFinish, AnswerPart, AnswerUsage } from '../answer/answer.ts';
import type { Question } from '../answer/question.ts';
import type { Refusal } from '../response/refusal.ts';

export type DialectName = 'openai' | 'anthropic' | 'google' | 'cohere' | 'ollama';

/** What a request's address asks for. `model` is null where the body names it. */
export type Operation =
  | { type: 'chat'; model: string | null; isStreamed: boolean | null }
  | { type: 'embed'; model: string | null; form: EmbedForm }
  | { type: 'list-models' }
  | { type: 'read-model'; model: string };

/** One text, several, or several as Vertex AI is asked for them. */
type EmbedForm = 'one' | 'batch' | 'predict';

/** A request without its body. */
export type RequestFacts = {
  method: string;
  /** Behind the dialect's prefix: `/v1/chat/completions`. */
  path: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string>>;
};

/** Everything that is particular to one wire protocol. Knows nothing of pace, faults or sockets. */
export interface Dialect {
  readonly name: DialectName;
  /** What a provider's base address ends with: `/openai/v1`. */
  readonly basePath: string;
  /** Null for an address that the protocol does not have. */
  route(request: RequestFacts): Operation | null;
  /** Throws a `Refusal` for a missing or wrong key and for missing headers. */
  authenticate(request: RequestFacts): void;
  /** Throws a `Refusal` where the body is not what the protocol wants. */
  readChat(body: unknown, operation: Operation & { type: 'chat' }, request: RequestFacts): Chat;
  readEmbedding(body: unknown, operation: Operation & { type: 'embed' }): Embedding;
  writeModels(models: readonly string[]): unknown;
  writeModel(model: string): unknown;
  writeRefusal(refusal: Refusal, facts: RefusedFacts): WrittenRefusal;
}

/** A chat request, understood, with what writes its answer. */
export type Chat = {
  question: Omit<Question, 'exactTokens'>;
  isStreamed: boolean;
  /** Writes one streamed answer; `usage` is known from the start. */
  createWriter(usage: AnswerUsage): StreamWriter;
  /** The answer in one piece. */
  writeWhole(answer: Answer): unknown;
};

/** Texts to turn into vectors. `dimensions` null leaves it to the model. */
export type Embedding = {
  model: string;
  texts: readonly string[];
  dimensions: number | null;
  write(vectors: readonly (readonly number[])[], tokens: number): unknown;
};

/** What is known of a request that is refused. */
export type RefusedFacts = { model: string | null; isStreamed: boolean };

/** `headers` may name another content type than JSON. */
export type WrittenRefusal = { status: number; headers: Readonly<Record<string, string>>; body: string };

/** Writes the frames of one streamed answer, in the order of its methods. Each returns text for the socket, often none. */
export interface StreamWriter {
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  open(): string;
  beginPart(part: AnswerPart): string;
  token(part: AnswerPart, text: string): string;
  endPart(part: AnswerPart): string;
  /** The finish reason and the usage. `outputTokens` and `reasoningTokens` of `usage` are what was really sent. */
  finish(finish: AnswerFinish, stopSequence: string | null, usage: AnswerUsage): string;
  /** The protocol's end mark; empty where it has none beyond `finish`. */
  endMark(): string;
  /** A frame that cannot be read. */
  malformed(): string;
  /** A frame of a kind that no document names. */
  unknown(): string;
  /** A sign of life without content. */
  keepAlive(): string;
  /** A failure in the middle. */
  failure(refusal: Refusal): string;
}
