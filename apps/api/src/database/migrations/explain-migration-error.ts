/** The engine's text before a reason, and its stack trace after it. */
const noise = /^(external connector error|\s+\d+: |\s+with |\s+at )/;

/** Describes a failed migration for the operator: its name, the reason, and the remedy. */
export function explainMigrationError(error: unknown, description: string): string {
  const message = error instanceof Error ? error.message : String(error);
  const lines = message.split('\n').filter((line) => line.trim() !== '' && !noise.test(line));
  const reason = lines.join(' ').trim().replace(/\.$/, '');
  const name = /migration_name="([^"]+)"/.exec(message)?.[1];
  const what =
    name === undefined
      ? `The schema of ${description} cannot be brought up to date`
      : `The migration ${name} of ${description} failed`;
  return `${what}: ${reason}. Penstock does not start until this is fixed; docs/database.md explains how.`;
}
