/** What the thread is asked: to compile a schema, and to check an answer against it. Both as JSON. */
export type SchemaTask = { schema: string /** Null to compile alone. */; answer: string | null };

/** `ready` comes once, `done` for each task. */
export type SchemaReply =
  | { type: 'ready' }
  /** `problem` null: it fits. `of` names whose problem it is. */
  | { type: 'done'; problem: { of: 'schema' | 'answer'; text: string } | null };
