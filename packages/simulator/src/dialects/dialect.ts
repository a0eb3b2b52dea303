import type { Answer, AnswerFinish, AnswerPart, AnswerUsage } from '../answer/answer.ts';
import type { Question } from '../answer/question.ts';
import type { Batch } from '../batches/batch-book.ts';
import type { Refusal } from '../response/refusal.ts';

export type DialectName = 'openai' | 'responses' | 'anthropic' | 'google' | 'cohere' | 'ollama';

/** The operation of a request's address. `model` is null if the body names it. */
export type Operation =
  | { type: 'chat'; model: string | null; isStreamed: boolean | null }
  | { type: 'embed'; model: string | null; form: EmbedForm }
  | { type: 'list-models' }
  | { type: 'batch'; act: BatchAct }
  | { type: 'read-model'; model: string };

/** A call about batches. `id`: the id of the batch, or of a file of its results. */
export type BatchAct =
  | { type: 'upload' | 'submit' | 'list' }
  | { type: 'read' | 'cancel' | 'results' | 'remove' | 'remove-file'; id: string };

/** One line of results. */
export type ResultLine = { value: unknown; isCut: boolean };

/** A dialect's form of batches. */
export interface BatchForm {
  /** The file within an upload. */
  readUpload(text: string): string;
  /** `fileOf`: returns an uploaded file by its id. Throws a `Refusal` for an invalid submission. */
  readSubmission(
    body: unknown,
    fileOf: (id: string) => string | undefined,
  ): Pick<Batch, 'fileId' | 'rows' | 'metadata'>;
  write(batch: Batch): unknown;
  writeList(batches: readonly unknown[]): unknown;
  /** The lines of results. `batchOf` throws a `Refusal` for an unknown batch. */
  writeResults(id: string, batchOf: (id: string) => Batch): readonly ResultLine[];
}

/** One text, several texts, or several in Vertex AI's form. */
type EmbedForm = 'one' | 'batch' | 'predict';

/** A request without its body. */
export type RequestFacts = {
  method: string;
  /** After the dialect's prefix: `/v1/chat/completions`. */
  path: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string>>;
};

/** One wire protocol. It knows nothing about pace, faults or sockets. */
export interface Dialect {
  readonly name: DialectName;
  /** The path of a provider's base address: `/openai/v1`. */
  readonly basePath: string;
  /** Null for an address that the protocol does not have. */
  route(request: RequestFacts): Operation | null;
  /** Throws a `Refusal` for a missing or wrong key and for missing headers. */
  authenticate(request: RequestFacts): void;
  /** Throws a `Refusal` if the body does not follow the protocol. */
  readChat(body: unknown, operation: Operation & { type: 'chat' }, request: RequestFacts): Chat;
  readEmbedding(body: unknown, operation: Operation & { type: 'embed' }): Embedding;
  /** Absent if the dialect has no batches. */
  readonly batches?: BatchForm;
  writeModels(models: readonly string[]): unknown;
  writeModel(model: string): unknown;
  writeRefusal(refusal: Refusal, facts: RefusedFacts): WrittenRefusal;
}

/** A parsed chat request, with the writer of its answer. */
export type Chat = {
  question: Omit<Question, 'exactTokens'>;
  isStreamed: boolean;
  /** Writes one streamed answer. `usage` is known from the start. */
  createWriter(usage: AnswerUsage): StreamWriter;
  /** The unstreamed answer. */
  writeWhole(answer: Answer): unknown;
};

/** Texts to embed. `dimensions` null: the model decides. */
export type Embedding = {
  model: string;
  texts: readonly string[];
  dimensions: number | null;
  write(vectors: readonly (readonly number[])[], tokens: number): unknown;
};

/** The known facts of a refused request. */
export type RefusedFacts = { model: string | null; isStreamed: boolean };

/** `headers` may name a content type other than JSON. */
export type WrittenRefusal = { status: number; headers: Readonly<Record<string, string>>; body: string };

/**
 * Writes the frames of one streamed answer. The methods are called in their order. Each returns text for the socket,
 * which may be empty.
 */
export interface StreamWriter {
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  open(): string;
  beginPart(part: AnswerPart): string;
  token(part: AnswerPart, text: string): string;
  endPart(part: AnswerPart): string;
  /** The finish reason and the usage. `outputTokens` and `reasoningTokens` of `usage` count the sent tokens. */
  finish(finish: AnswerFinish, stopSequence: string | null, usage: AnswerUsage): string;
  /** The protocol's end mark. Empty if `finish` is the end. */
  endMark(): string;
  /** A frame that no parser can read. */
  malformed(): string;
  /** A frame of an undocumented kind. */
  unknown(): string;
  /** A keep-alive frame without content. */
  keepAlive(): string;
  /** An error frame in the middle of the answer. */
  failure(refusal: Refusal): string;
}
