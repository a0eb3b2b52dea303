// `npm run clients` installs real clients into a temporary folder, runs them through Penstock in front of the
// simulator, and writes the results into docs/clients.md. `npm run clients -- "coding agents"` tries one kind and only
// prints.
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codingAgents } from './coding-agents.ts';
import { pythonClients } from './python-clients.ts';
import { schemaTools } from './schema-tools.ts';
import { startStage } from './stage.ts';
import { placeTable, writeTable } from './table.ts';
import { type ClientKind, notInstalled, type Trial } from './trial.ts';

const wholeLimitMs = 60 * 60_000;
const document = join(import.meta.dirname, '../../docs/clients.md');
const kinds: readonly ClientKind[] = [codingAgents, pythonClients, schemaTools];

const missing = missingPrograms();
if (missing.length > 0) {
  console.error(`The clients need ${missing.join(' and ')} on the PATH.`);
  process.exit(1);
}
const named = process.argv.slice(2);
const unknown = named.find((name) => !kinds.some((kind) => kind.name === name));
if (unknown !== undefined) {
  console.error(`There is no kind '${unknown}'; there are ${kinds.map(({ name }) => name).join(', ')}.`);
  process.exit(1);
}

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupted.abort());
const trials = await tryKinds(kinds.filter(({ name }) => named.length === 0 || named.includes(name)));
if (interrupted.signal.aborted) process.exit(130);
const table = writeTable(trials);
console.log(table);
if (named.length === 0) await writeFile(document, placeTable(await readFile(document, 'utf8'), table));
process.exitCode = trials.some(({ problem }) => problem !== null) ? 1 : 0;

function missingPrograms(): string[] {
  const runs = (program: string, words: readonly string[]) =>
    spawnSync(program, words, { stdio: 'ignore' }).status === 0;
  return [
    ...(runs('npm', ['--version']) ? [] : ['npm']),
    ...(runs('python3', ['-c', 'import venv, ensurepip']) ? [] : ['python3 with venv']),
  ];
}

async function tryKinds(wanted: readonly ClientKind[]): Promise<readonly Trial[]> {
  const signal = AbortSignal.any([interrupted.signal, AbortSignal.timeout(wholeLimitMs)]);
  const stage = await startStage();
  const folder = await mkdtemp(join(tmpdir(), 'penstock-clients-'));
  try {
    const found: Trial[] = [];
    for (const [index, kind] of wanted.entries()) {
      console.error(`Trying ${kind.name} …`);
      const place = { folder: join(folder, String(index)), stage, signal };
      found.push(...(await kind.tryAll(place).catch((error: unknown) => [notInstalled(kind.name, String(error))])));
    }
    return found;
  } finally {
    await stage.close();
    await rm(folder, { recursive: true, force: true });
  }
}
