import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const squawk = createRequire(import.meta.url).resolve('squawk-cli/js/bin/squawk');
const ignored = /^\s*-- squawk-ignore(?:-file)?\b/;
const reason = /^\s*-- (?!squawk-ignore)\S/;

type Finding = { line: number; rule_name: string; message: string };

/**
 * What a replica of the release before does not survive in a migration, by Squawk's rules: a line each, with the rule's
 * name. An exception without a reason in the line above it is a problem too.
 */
export function findUnsafe(sql: string, path: string): readonly string[] {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [squawk, '--config', `${root}.squawk.toml`, '--reporter', 'json', '--stdin-filepath', path],
    { cwd: root, input: sql, encoding: 'utf8' },
  );
  // 1: it found something.
  if (status !== 0 && status !== 1) throw new Error(`Squawk cannot read ${path}: ${stderr}`);
  const findings = (JSON.parse(stdout || '[]') as readonly Finding[]).map(
    ({ line, rule_name, message }) => `${path}:${line + 1}: ${rule_name}. ${message}`,
  );
  return [...findings, ...findUnexplained(sql, path)];
}

function findUnexplained(sql: string, path: string): readonly string[] {
  const lines = sql.split('\n');
  return lines.flatMap((text, index) =>
    ignored.test(text) && !reason.test(lines[index - 1] ?? '')
      ? [`${path}:${index + 1}: the exception needs a comment above it that says why old replicas survive.`]
      : [],
  );
}
