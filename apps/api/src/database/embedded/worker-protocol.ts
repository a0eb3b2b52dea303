/** The address of the embedded database. Port 0 selects a free port. */
export type ListenAddress = { path: string } | { host: '127.0.0.1'; port: number };

/** The start parameters of the thread of the embedded database. `memory://` is a database for one run. */
export type WorkerSettings = { dataFolder: string; address: ListenAddress };

/** The messages of that thread. Any message to it starts its shutdown. */
export type WorkerMessage =
  | { type: 'ready'; address: ListenAddress }
  | { type: 'failed'; message: string }
  | { type: 'stopped' };

/** The message of the process that creates a database. */
export type CreationMessage = Extract<WorkerMessage, { type: 'failed' }>;
