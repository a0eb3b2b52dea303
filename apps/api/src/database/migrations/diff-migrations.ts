import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { startThread } from '../embedded/engine-thread.ts';
import { socketName } from '../embedded/socket-folder.ts';
import { MigratingAdapter } from './migrating-adapter.ts';
import { migrationsFolder, noFilter, readMigrations, schemaFile } from './read-migrations.ts';
import { withSchemaEngine } from './with-schema-engine.ts';

/** The SQL that changes the schema after the migrations of `folder` to the Prisma schema; null when they are equal. */
export async function diffMigrations(folder = migrationsFolder, schema = schemaFile): Promise<string | null> {
  const migrations = await readMigrations(folder);
  const files = [{ path: schema, content: await readFile(schema, 'utf8') }];
  const { stdout } = await withScratchDatabase((engine) =>
    engine.diff({
      from: { tag: 'migrations', ...migrations },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: null,
      filters: noFilter,
    }),
  );
  return stdout === null || stdout.includes('This is an empty migration') ? null : stdout;
}

/** An engine on an empty database in memory, which is both the database and its shadow. */
async function withScratchDatabase<Result>(act: (engine: SchemaEngine) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'penstock-'));
  const thread = await startThread({ dataFolder: 'memory://', address: { path: join(folder, socketName) } });
  const pool = new pg.Pool({ host: folder, user: 'postgres', database: 'postgres', max: 1 });
  try {
    return await withSchemaEngine(new ScratchAdapter(pool), act);
  } finally {
    await pool.end();
    await thread.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const charType = 18;
const textType = 25;

type Connection = ReturnType<MigratingAdapter['connect']>;

/**
 * Adds two things to Prisma's adapter that a diff needs. The first is a shadow database, which is the same empty
 * database. The second is the type `"char"`, which the adapter refuses although the engine reads catalogs with such
 * columns.
 */
class ScratchAdapter extends MigratingAdapter {
  readonly #charColumns: Map<string, number[]>;

  constructor(pool: pg.Pool) {
    super(pool);
    this.#charColumns = readCharAsText(pool);
  }

  override async connect(): Connection {
    const connection = await super.connect();
    const queryRaw = connection.queryRaw.bind(connection);
    connection.queryRaw = async (query) => {
      const result = await queryRaw(query);
      for (const index of this.#charColumns.get(query.sql) ?? []) result.columnTypes[index] = ColumnTypeEnum.Character;
      return result;
    };
    return connection;
  }

  override connectToShadowDb(): Connection {
    return this.connect();
  }
}

/** Reports columns of the type `"char"` as text, and returns their names by the text of the query. */
function readCharAsText(pool: pg.Pool): Map<string, number[]> {
  const charColumns = new Map<string, number[]>();
  const query = pool.query.bind(pool);
  Object.assign(pool, {
    async query(config: pg.QueryArrayConfig, values: unknown[]) {
      const result = await query(config, values);
      // A script of several statements has several results. They are not used.
      if (Array.isArray(result)) return result;
      const columns = result.fields.flatMap(({ dataTypeID }, index) => (dataTypeID === charType ? [index] : []));
      for (const index of columns) Object.assign(result.fields[index] ?? {}, { dataTypeID: textType });
      if (columns.length > 0) charColumns.set(config.text, columns);
      return result;
    },
  });
  return charColumns;
}
