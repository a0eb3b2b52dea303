import { join } from 'node:path';
import { installFromPyPi } from './install.ts';
import { type PythonProgram, runPythonProgram, toolTrial } from './python-program.ts';
import { dialects } from './stage.ts';
import { type ClientKind, notInstalled, type Place, type Trial } from './trial.ts';

const tries = ['a prompt', 'a stream', toolTrial];

/** Libraries from PyPI. Libraries that need different versions of a package have separate virtual environments. */
export const pythonClients: ClientKind = { name: 'python', tryAll };

const protocols = ['openai', 'anthropic'] as const;
const parsed = 'a prompt parsed into a class';
const ofSdk = [parsed, 'a stream', 'an image'];

type Group = { name: string; packages: readonly string[]; libraries: readonly PythonProgram[] };

const groups: readonly Group[] = [
  {
    name: 'agents',
    packages: [
      'openai-agents',
      'pydantic-ai-slim[openai,anthropic]',
      'litellm',
      'langchain-openai',
      'langchain-anthropic',
    ],
    libraries: [
      { client: 'openai-agents', distribution: 'openai-agents', program: 'openai_agents.py', words: [], tries },
      ...protocols.map((protocol) =>
        library(`pydantic-ai (\`${protocol}:\`)`, 'pydantic-ai-slim', 'pydantic_ai_agents.py', protocol),
      ),
      ...protocols.map((protocol) =>
        library(`langchain-${protocol}`, `langchain-${protocol}`, 'langchain_chats.py', protocol),
      ),
      library('langchain-openai (`use_responses_api`)', 'langchain-openai', 'langchain_chats.py', 'responses'),
      ...protocols.map((protocol) => library(`LiteLLM (\`${protocol}/\`)`, 'litellm', 'litellm_calls.py', protocol)),
    ],
  },
  {
    name: 'sdks',
    packages: ['openai', 'anthropic'],
    libraries: [
      {
        ...library('openai (`responses`)', 'openai', 'openai_sdk.py', 'responses'),
        tries: [...ofSdk, 'a stream parsed into a class', toolTrial, 'a response in the background'],
      },
      { ...library('openai (`chat.completions`)', 'openai', 'openai_sdk.py', 'chat'), tries: ofSdk },
      {
        client: 'anthropic',
        distribution: 'anthropic',
        program: 'anthropic_sdk.py',
        words: [],
        tries: [...ofSdk, toolTrial, 'a count of tokens'],
      },
    ],
  },
  {
    name: 'instructor',
    packages: ['instructor'],
    libraries: ['tools', 'schema', 'responses'].map((mode) => ({
      ...library(`instructor (${mode})`, 'instructor', 'instructor_calls.py', mode),
      tries: [parsed, 'a stream of it'],
    })),
  },
  {
    name: 'llama-index',
    packages: ['llama-index-llms-openai', 'llama-index-llms-openai-like'],
    libraries: [
      library('LlamaIndex (`OpenAILike`)', 'llama-index-core', 'llama_index_calls.py', 'chat'),
      library('LlamaIndex (`OpenAIResponses`)', 'llama-index-core', 'llama_index_calls.py', 'responses'),
    ],
  },
  {
    name: 'smolagents',
    packages: ['smolagents[openai]'],
    libraries: [
      {
        client: 'smolagents',
        distribution: 'smolagents',
        program: 'smolagents_calls.py',
        words: [],
        tries: ['a prompt', 'a stream', 'a tool that an agent calls'],
      },
    ],
  },
];

function library(client: string, distribution: string, program: string, word: string): PythonProgram {
  return { client, distribution, program, words: [word], tries };
}

async function tryAll(place: Place): Promise<readonly Trial[]> {
  const trials: Trial[] = [];
  for (const { name, packages, libraries } of groups) {
    const own = { ...place, folder: join(place.folder, name) };
    const missing = await installFromPyPi(own, packages);
    for (const one of libraries) {
      if (missing !== null) trials.push(notInstalled(one.client, missing));
      else for (const dialect of dialects) trials.push(...(await runPythonProgram(one, dialect, own)));
    }
  }
  return trials;
}
