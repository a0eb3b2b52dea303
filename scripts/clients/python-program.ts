import { join } from 'node:path';
import { pythonOf, versionFromPyPi } from './install.ts';
import { runCommand } from './run-command.ts';
import type { Dialect } from './stage.ts';
import type { Place, Trial } from './trial.ts';

const programs = join(import.meta.dirname, 'python');
const programLimitMs = 120_000;

/** The trial whose prompt makes the model call `weigh` of trial.py. */
export const toolTrial = 'a tool over two turns';
/** The result of `weigh`. The prompt does not contain it. */
const toolResult = 'weighed-42';

export type PythonProgram = {
  client: string;
  /** The distribution whose version is shown. */
  distribution: string;
  /** A file of the folder `python` that uses trial.py. */
  program: string;
  /** Its arguments. */
  words: readonly string[];
  /** The names of its trials in trial.py. */
  tries: readonly string[];
};

/** Runs a program in the virtual environment of the folder. Returns one row for each trial, also for a failed trial. */
export async function runPythonProgram(
  { client, distribution, program, words, tries }: PythonProgram,
  dialect: Dialect,
  place: Place,
): Promise<readonly Trial[]> {
  const { folder, stage, signal } = place;
  const observed = stage.observe();
  const { stdout, problem } = await runCommand(pythonOf(folder), [join(programs, program), ...words], {
    folder,
    signal,
    limitMs: programLimitMs,
    environment: {
      HOME: folder,
      PYTHONPATH: folder,
      PYTHONDONTWRITEBYTECODE: '1',
      LITELLM_LOCAL_MODEL_COST_MAP: 'True',
      PENSTOCK_URL: stage.url,
      PENSTOCK_KEY: stage.key,
      PENSTOCK_MODEL: stage.modelOf(dialect),
      OPENAI_BASE_URL: `${stage.url}/v1`,
      OPENAI_API_KEY: stage.key,
      ANTHROPIC_BASE_URL: stage.url,
      ANTHROPIC_API_KEY: stage.key,
    },
  });
  const [version, endpoint] = [await versionFromPyPi(place, distribution), await observed.endpoints()];
  const reports = readReports(stdout);
  return tries.map((tried) => {
    const report = reports.find((one) => one.tried === tried);
    const said = report === undefined ? (problem ?? 'it reported nothing') : report.problem;
    const isTold = tried !== toolTrial || observed.reachedModel(dialect, toolResult);
    const found = said ?? (isTold ? null : 'the result of the tool did not reach the model');
    return { client, version, endpoint, dialect, tried, problem: found };
  });
}

type Report = { tried: string; problem: string | null };

/** The output lines of trial.py; libraries may print other lines. */
function readReports(stdout: string): Report[] {
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{"tried"'))
    .map((line) => JSON.parse(line) as Report);
}
