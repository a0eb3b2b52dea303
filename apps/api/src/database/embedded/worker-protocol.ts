/** Where the embedded database listens; port 0 takes a free one. */
export type ListenAddress = { path: string } | { host: '127.0.0.1'; port: number };

/** What the thread of the embedded database is started with. */
export type WorkerSettings = { dataFolder: string; address: ListenAddress };

/** What that thread says. Any message to it means: shut down. */
export type WorkerMessage =
  | { type: 'ready'; address: ListenAddress }
  | { type: 'failed'; message: string }
  | { type: 'stopped' };
