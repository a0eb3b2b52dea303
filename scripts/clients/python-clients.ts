import { join } from 'node:path';
import { installFromPyPi, pythonOf, versionFromPyPi } from './install.ts';
import { runCommand } from './run-command.ts';
import { type Dialect, dialects } from './stage.ts';
import type { ClientKind, Place, Trial } from './trial.ts';

const programs = join(import.meta.dirname, 'python');
const clientLimitMs = 120_000;

/** What `weigh` of trial.py returns; the prompt does not spell it. */
const toolResult = 'weighed-42';
const toolTrial = 'a tool over two turns';
const tries = ['a prompt', 'a stream', toolTrial];

/** Libraries from PyPI, in one virtual environment. */
export const pythonClients: ClientKind = { name: 'python', tryAll };

type Library = {
  client: string;
  /** The distribution whose version is shown. */
  distribution: string;
  program: string;
  /** The client's own protocol, where it speaks several. */
  words: readonly string[];
};

const libraries: readonly Library[] = [
  { client: 'openai-agents', distribution: 'openai-agents', program: 'openai_agents.py', words: [] },
  ...['openai', 'anthropic'].flatMap((protocol) => [
    library(`pydantic-ai (\`${protocol}:\`)`, 'pydantic-ai-slim', 'pydantic_ai_agents.py', protocol),
    library(`langchain-${protocol}`, `langchain-${protocol}`, 'langchain_chats.py', protocol),
    library(`LiteLLM (\`${protocol}/\`)`, 'litellm', 'litellm_calls.py', protocol),
  ]),
];

const packages = [
  'openai-agents',
  'pydantic-ai-slim[openai,anthropic]',
  'langchain-openai',
  'langchain-anthropic',
  'litellm',
];

function library(client: string, distribution: string, program: string, protocol: string): Library {
  return { client, distribution, program, words: [protocol] };
}

async function tryAll(place: Place): Promise<readonly Trial[]> {
  const missing = await installFromPyPi(place, packages);
  const trials: Trial[] = [];
  for (const one of libraries) {
    const { client } = one;
    if (missing !== null)
      trials.push({ client, version: '', endpoint: '', dialect: null, tried: 'to install it', problem: missing });
    else for (const dialect of dialects) trials.push(...(await tryLibrary(one, dialect, place)));
  }
  return trials;
}

async function tryLibrary(
  { client, distribution, program, words }: Library,
  dialect: Dialect,
  place: Place,
): Promise<readonly Trial[]> {
  const { folder, stage, signal } = place;
  const observed = stage.observe();
  const { stdout, problem } = await runCommand(pythonOf(folder), [join(programs, program), ...words], {
    ...{ folder, signal, limitMs: clientLimitMs },
    environment: {
      ...{ HOME: folder, PYTHONDONTWRITEBYTECODE: '1', LITELLM_LOCAL_MODEL_COST_MAP: 'True' },
      ...{ PENSTOCK_URL: stage.url, PENSTOCK_KEY: stage.key, PENSTOCK_MODEL: stage.modelOf(dialect) },
      ...{ OPENAI_BASE_URL: `${stage.url}/v1`, OPENAI_API_KEY: stage.key },
      ...{ ANTHROPIC_BASE_URL: stage.url, ANTHROPIC_API_KEY: stage.key },
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

/** The lines of trial.py; libraries may print others. */
function readReports(stdout: string): Report[] {
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{"tried"'))
    .map((line) => JSON.parse(line) as Report);
}
