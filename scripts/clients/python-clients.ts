import { installFromPyPi } from './install.ts';
import { type PythonProgram, runPythonProgram, toolTrial } from './python-program.ts';
import { dialects } from './stage.ts';
import { type ClientKind, notInstalled, type Place, type Trial } from './trial.ts';

const tries = ['a prompt', 'a stream', toolTrial];

/** Libraries from PyPI, in one virtual environment. */
export const pythonClients: ClientKind = { name: 'python', tryAll };

const protocols = ['openai', 'anthropic'] as const;
const libraries: readonly PythonProgram[] = [
  { client: 'openai-agents', distribution: 'openai-agents', program: 'openai_agents.py', words: [], tries },
  ...protocols.map((protocol) =>
    library(`pydantic-ai (\`${protocol}:\`)`, 'pydantic-ai-slim', 'pydantic_ai_agents.py', protocol),
  ),
  ...protocols.map((protocol) =>
    library(`langchain-${protocol}`, `langchain-${protocol}`, 'langchain_chats.py', protocol),
  ),
  ...protocols.map((protocol) => library(`LiteLLM (\`${protocol}/\`)`, 'litellm', 'litellm_calls.py', protocol)),
];

const packages = [
  'openai-agents',
  'pydantic-ai-slim[openai,anthropic]',
  'langchain-openai',
  'langchain-anthropic',
  'litellm',
];

function library(client: string, distribution: string, program: string, protocol: string): PythonProgram {
  return { client, distribution, program, words: [protocol], tries };
}

async function tryAll(place: Place): Promise<readonly Trial[]> {
  const missing = await installFromPyPi(place, packages);
  const trials: Trial[] = [];
  for (const one of libraries) {
    const { client } = one;
    if (missing !== null) trials.push(notInstalled(client, missing));
    else for (const dialect of dialects) trials.push(...(await runPythonProgram(one, dialect, place)));
  }
  return trials;
}
