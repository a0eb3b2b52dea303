import { relative } from 'node:path';
import { writeMigration } from '../apps/api/src/database/migrations/write-migration.ts';

const name = process.argv[2];
if (name === undefined) {
  console.error('Name the migration for what it changes: npm run migration -- add_budgets');
  process.exit(1);
}
try {
  const file = await writeMigration(name, new Date());
  console.log(file === null ? 'The migrations already lead to the schema.' : relative(process.cwd(), file));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
