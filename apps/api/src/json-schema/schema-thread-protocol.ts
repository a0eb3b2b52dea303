/** A task of the thread: compile a schema, and check an answer against it. Both are JSON texts. */
export type SchemaTask = { schema: string /** Null to compile alone. */; answer: string | null };

/** `ready` comes once, `done` for each task. */
export type SchemaReply =
  | { type: 'ready' }
  /** `problem` null: the answer is valid. `of` names the source of the problem. */
  | { type: 'done'; problem: { of: 'schema' | 'answer'; text: string } | null };
