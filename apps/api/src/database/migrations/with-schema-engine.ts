import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';
import { loadSchemaEngine } from './load-schema-engine.ts';

/** Runs `act` with a schema engine on the database of `factory`. Errors of the database are passed on unchanged. */
export async function withSchemaEngine<Result>(
  factory: SqlMigrationAwareDriverAdapterFactory,
  act: (engine: SchemaEngine) => Promise<Result>,
): Promise<Result> {
  const SchemaEngine = await loadSchemaEngine();
  const adapter = bindMigrationAwareSqlAdapterFactory(factory);
  try {
    const engine = await SchemaEngine.new({ datamodels: undefined }, () => {}, adapter);
    try {
      return await act(engine);
    } finally {
      engine.free();
    }
  } catch (error) {
    // The engine replaces a driver's error with a number. The adapter keeps the error under that number.
    const id = error instanceof Error ? /^External error id#(\d+)/.exec(error.message)?.[1] : undefined;
    throw (id === undefined ? null : adapter.errorRegistry.consumeError(Number(id))?.error) ?? error;
  }
}
