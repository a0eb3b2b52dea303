import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Simulator, startSimulator } from '@penstock/simulator';
import { findPostgres, howToGetPostgres, type PostgresServer, startPostgres } from './postgres-server.ts';
import { ProtocolClient } from './protocol-client.ts';
import { findRedis, howToGetRedis, type RedisServer, startRedis } from './redis-server.ts';
import { type ServiceProcess, startProcess } from './start-process.ts';

/** Three replicas in separate processes, on one PostgreSQL and, if requested, one Redis. */
export type ReplicaStage = {
  simulator: Simulator;
  postgres: PostgresServer;
  /** The URL of the replicas' database. */
  databaseUrl: string;
  /** Null: the replicas share none. */
  redis: RedisServer | null;
  /** They may be stopped. `restart` starts the replica at an index again. */
  replicas: ServiceProcess[];
  restart(index: number): Promise<void>;
  close(): Promise<void>;
};

/** The missing programs on this machine, for the title of a skipped suite; null if all are installed. */
export function missingFor(needs: 'redis' | 'postgres'): string | null {
  if (findPostgres() === null) return `PostgreSQL not found; ${howToGetPostgres}`;
  return needs === 'redis' && findRedis() === null ? `Redis not found; ${howToGetRedis}` : null;
}

export type ReplicaStageOptions = { hasRedis: boolean; tokensPerSecond: number; leaseMs: number };

/** The only model of the stage's policy. It has a price, so calls reserve money. */
export const stageModel = 'sim/writer';

export async function startReplicaStage(options: ReplicaStageOptions): Promise<ReplicaStage> {
  const { hasRedis, tokensPerSecond, leaseMs } = options;
  const [postgres, redis, simulator, home] = await Promise.all([
    startPostgres(findPostgres() ?? ''),
    hasRedis ? startRedis(findRedis() ?? '') : null,
    startSimulator({ pace: { firstTokenMs: 5, tokensPerSecond } }),
    mkdtemp(join(tmpdir(), 'penstock-replicas-')),
  ]);
  await writeFile(join(home, 'policy.yml'), policy(simulator));
  const databaseUrl = await postgres.createDatabase();
  const environment = {
    DATABASE_URL: databaseUrl,
    PENSTOCK_LEASE_MS: String(leaseMs),
    ...(redis !== null && { REDIS_URL: redis.url }),
  };
  const start = (index: number) =>
    startProcess(home, { ...environment, PENSTOCK_HOME: join(home, `replica-${index}`) });
  const replicas = [await start(0), ...(await Promise.all([start(1), start(2)]))];
  return {
    simulator,
    postgres,
    databaseUrl,
    redis,
    replicas,
    async restart(index) {
      replicas[index] = await start(index);
    },
    async close() {
      await Promise.all(replicas.map((replica) => replica.stop('SIGKILL')));
      await Promise.all([simulator.close(), postgres.remove(), redis?.remove()]);
      await rm(home, { recursive: true, force: true });
    },
  };
}

function policy(simulator: Simulator): string {
  return `providers:
  sim: { dialect: openai, base_url: "${simulator.baseUrl('openai')}", api_key: key, max_connections: 1024 }
models:
  sim:
    writer: { context_window: 131072, max_output_tokens: 100000, price: { input_per_mtok: 1, output_per_mtok: 2 } }
cost_controls: { daily_budget: 100000 }
`;
}

/** An event with the fields that the stage's readers request. */
export type ReadEvent = {
  __typename: string;
  generationId: string;
  number: number;
  follows: number;
  text?: string;
  errorCode?: string;
  generation?: { text: string; status: string };
};

export type ReadError = { message: string; extensions: { code: string } };
type ReadMessage = { type: string; payload?: { data?: Record<string, ReadEvent | null> | null; errors?: ReadError[] } };

/** The fields that readers request of each event. */
export const eventFields = `__typename ... on NumberedEvent { generationId number follows } ... on TextDelta { text }
  ... on GenerationCompleted { generation { text status } }
  ... on GenerationFailed { errorCode generation { text status } } ... on GenerationCancelled { generation { text status } }`;

/** A reader of a generation, on its own connection. */
export class StageReader {
  readonly events: ReadEvent[] = [];
  /** The errors of its operation. */
  readonly errors: ReadError[] = [];
  readonly #client: ProtocolClient;

  private constructor(client: ProtocolClient) {
    this.#client = client;
    client.socket.on('message', (data) => this.#note(String(data)));
  }

  static async #connect({ url, authorization }: ServiceProcess): Promise<StageReader> {
    return new StageReader(await ProtocolClient.connect(`${url.replace('http', 'ws')}/graphql`, authorization));
  }

  /** Starts a generation and reads it. */
  static async generate(replica: ServiceProcess, input: object): Promise<StageReader> {
    const reader = await StageReader.#connect(replica);
    reader.#client.subscribe(
      'read',
      `subscription ($input: GenerateInput!) { generate(input: $input) { ${eventFields} } }`,
      {
        input: { model: stageModel, ...input },
      },
    );
    return reader;
  }

  /** Reads a generation from the event after a number. */
  static async attach(replica: ServiceProcess, id: string, after: number): Promise<StageReader> {
    const reader = await StageReader.#connect(replica);
    const query = `subscription ($id: ID!, $after: Int) { generation(id: $id, after: $after) { ${eventFields} } }`;
    reader.#client.subscribe('read', query, { id, after });
    return reader;
  }

  get id(): string {
    return this.events[0]?.generationId ?? '';
  }

  get lastNumber(): number {
    return this.events.at(-1)?.number ?? 0;
  }

  /** The text received so far. */
  get text(): string {
    return this.events.map(({ text }) => text ?? '').join('');
  }

  /**
   * Resolves after this number of events, or at the end of the stream. A slow reader gets fewer events, since deltas
   * are merged.
   */
  async until(count: number): Promise<void> {
    const isOver = () => this.errors.length > 0 || this.events.length >= count || this.#hasEnded;
    await this.#client.waitFor(({ type }) => type === 'complete' || isOver());
    if (this.errors.length > 0) throw new Error(JSON.stringify(this.errors));
  }

  /** Resolves when the operation has ended. */
  async end(): Promise<void> {
    await this.#client.result('read');
  }

  /** Breaks the connection, as a network does. */
  cut(): void {
    this.#client.socket.terminate();
  }

  /** Unsubscribes. */
  stop(): void {
    this.#client.send({ id: 'read', type: 'complete' });
  }

  get #hasEnded(): boolean {
    return /^Generation(Completed|Failed|Cancelled)$/.test(this.events.at(-1)?.__typename ?? '');
  }

  #note(text: string): void {
    const { type, payload } = JSON.parse(text) as ReadMessage;
    if (type !== 'next') return;
    this.errors.push(...(payload?.errors ?? []));
    const [event] = Object.values(payload?.data ?? {});
    if (event !== undefined && event !== null) this.events.push(event);
  }
}
