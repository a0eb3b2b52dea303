import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';
import { startThread } from '../embedded/engine-thread.ts';
import { socketName } from '../embedded/socket-folder.ts';
import { migrationsFolder, noFilter, readMigrations, schemaFile } from './read-migrations.ts';
import { withSchemaEngine } from './with-schema-engine.ts';

/** The SQL that leads from the migrations of `folder` to the Prisma schema, null when they are there already. */
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

/** An engine on an empty database in memory, which serves both as the one that it stands on and as the shadow. */
async function withScratchDatabase<Result>(act: (engine: SchemaEngine) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'penstock-'));
  const thread = await startThread({ dataFolder: 'memory://', address: { path: join(folder, socketName) } });
  const pool = new pg.Pool({ host: folder, user: 'postgres', database: 'postgres', max: 1 });
  readCharAsText(pool);
  try {
    return await withSchemaEngine(new ScratchAdapter(pool), act);
  } finally {
    await pool.end();
    await thread.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

class ScratchAdapter extends PrismaPg {
  override connectToShadowDb(): ReturnType<PrismaPg['connect']> {
    return this.connect();
  }
}

const charType = 18;
const textType = 25;

/** The engine reads catalogs with columns of the type `"char"`, which Prisma's adapter for `pg` refuses. */
function readCharAsText(pool: pg.Pool): void {
  const query = pool.query.bind(pool);
  Object.assign(pool, {
    async query(config: pg.QueryArrayConfig, values: unknown[]) {
      const result = await query(config, values);
      for (const field of result.fields) if (field.dataTypeID === charType) field.dataTypeID = textType;
      return result;
    },
  });
}
