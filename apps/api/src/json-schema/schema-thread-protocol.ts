/** A task for the thread: compile a schema, and check an answer against it. Both are JSON texts. */
export type SchemaTask = { schema: string /** Null to compile only. */; answer: string | null };

/** `ready` is sent once at the start, and `done` for each task. */
export type SchemaReply =
  | { type: 'ready' }
  /** `problem` null: the answer is valid. `of` names the source of the problem. */
  | { type: 'done'; problem: { of: 'schema' | 'answer'; text: string } | null };
