import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installFromNpm, installFromPyPi, versionFromNpm, versionFromPyPi } from './install.ts';
import { runPythonProgram } from './python-program.ts';
import { runCommand } from './run-command.ts';
import { askDocument, codegenProgram, prompt, promptedWords, relayProgram, relaySource } from './schema-documents.ts';
import { type ClientKind, notInstalled, type Place, type Trial } from './trial.ts';

const schema = join(import.meta.dirname, '../../apps/api/schema.graphql');
const stepLimitMs = 90_000;
const dialect = 'openai';
const noModel = { endpoint: 'schema.graphql', dialect: null } as const;

/** Code generators and clients that read the printed schema. */
export const schemaTools: ClientKind = { name: 'schema', tryAll };

async function tryAll(place: Place): Promise<readonly Trial[]> {
  const trials: Trial[] = [];
  for (const tool of npmTools) trials.push(...(await tryNpmTool(tool, inFolder(place, tool.npmName))));
  trials.push(...(await tryAriadne(inFolder(place, 'ariadne-codegen'))));
  trials.push(...(await tryGql(inFolder(place, 'gql'))));
  return trials;
}

function inFolder(place: Place, name: string): Place {
  return { ...place, folder: join(place.folder, name.replace(/\W+/g, '-')) };
}

type NpmTool = {
  client: string;
  /** The package whose version is shown. */
  npmName: string;
  packages: readonly string[];
  /** Its input files, by path. */
  files: Readonly<Record<string, string>>;
  /** Writes its output into the folder `generated`. */
  command: readonly string[];
  /** A TypeScript program that prints an answer with the tool's output. */
  program: string;
};

const npmTools: readonly NpmTool[] = [
  {
    client: 'Relay compiler',
    npmName: 'relay-compiler',
    packages: ['relay-compiler', 'relay-runtime', '@types/relay-runtime'],
    files: {
      'src/Ask.js': relaySource,
      'relay.config.json': JSON.stringify({
        src: 'src',
        schema: 'schema.graphql',
        artifactDirectory: 'generated',
        language: 'typescript',
        eagerEsModules: true,
        useImportTypeSyntax: true,
      }),
    },
    command: ['relay-compiler'],
    program: relayProgram,
  },
  {
    client: 'graphql-codegen',
    npmName: '@graphql-codegen/cli',
    packages: [
      '@graphql-codegen/cli',
      '@graphql-codegen/client-preset',
      '@graphql-typed-document-node/core',
      'graphql',
    ],
    files: {
      'ask.graphql': askDocument,
      'codegen.json': JSON.stringify({
        schema: 'schema.graphql',
        documents: ['ask.graphql'],
        emitLegacyCommonJSImports: false,
        importExtension: '.ts',
        generates: { 'generated/': { preset: 'client', config: { enumsAsTypes: true, useTypeImports: true } } },
      }),
    },
    command: ['graphql-codegen', '--config', 'codegen.json'],
    program: codegenProgram,
  },
];

const typeChecks =
  'tsc --noEmit --strict --skipLibCheck --module nodenext --target es2023 --types node --allowImportingTsExtensions program.ts';

async function tryNpmTool(
  { client, npmName, packages, files, command, program }: NpmTool,
  place: Place,
): Promise<readonly Trial[]> {
  const { folder, stage, signal } = place;
  const missing = await installFromNpm(place, [...packages, 'typescript', '@types/node']);
  if (missing !== null) return [notInstalled(client, missing)];
  const version = await versionFromNpm(folder, npmName);
  for (const path of ['src', 'generated']) await mkdir(join(folder, path));
  await copyFile(schema, join(folder, 'schema.graphql'));
  for (const [path, text] of Object.entries({ ...files, 'program.ts': program }))
    await writeFile(join(folder, path), text);
  const run = ([name = '', ...words]: readonly string[]) =>
    runCommand(join(folder, 'node_modules/.bin', name), words, { folder, signal, limitMs: stepLimitMs });
  const generated = await run(command);
  const problem = generated.problem ?? (await run(typeChecks.split(' '))).problem;
  const generation = { client, version, ...noModel, tried: 'to generate TypeScript, and to check its types', problem };
  if (generated.problem !== null) return [generation];
  const observed = stage.observe();
  const asked = await runCommand(process.execPath, ['program.ts'], {
    folder,
    signal,
    limitMs: stepLimitMs,
    environment: {
      PENSTOCK_URL: stage.url,
      PENSTOCK_KEY: stage.key,
      PENSTOCK_MODEL: stage.modelOf(dialect),
      PENSTOCK_PROMPT: prompt,
    },
  });
  const isAnswered = asked.stdout.trim() === promptedWords;
  const call = {
    client,
    version,
    endpoint: await observed.endpoints(),
    dialect,
    tried: 'a mutation',
    problem: asked.problem ?? (isAnswered ? null : `it printed '${asked.stdout.slice(0, 200)}'`),
  };
  return [generation, call];
}

async function tryAriadne(place: Place): Promise<readonly Trial[]> {
  const { folder, signal } = place;
  const [client, distribution] = ['ariadne-codegen', 'ariadne-codegen'];
  const missing = await installFromPyPi(place, ['ariadne-codegen[subscriptions]']);
  if (missing !== null) return [notInstalled(client, missing)];
  const version = await versionFromPyPi(place, distribution);
  await writeFile(join(folder, 'ask.graphql'), askDocument);
  const settings = [
    `schema_path = "${schema}"`,
    'queries_path = "ask.graphql"',
    'target_package_name = "penstock_client"',
  ];
  await writeFile(join(folder, 'pyproject.toml'), ['[tool.ariadne-codegen]', ...settings, ''].join('\n'));
  const { problem } = await runCommand(join(folder, 'venv/bin/ariadne-codegen'), [], {
    folder,
    signal,
    limitMs: stepLimitMs,
  });
  const generation = { client, version, ...noModel, tried: 'to generate Python', problem };
  if (problem !== null) return [generation];
  const program = { client, distribution, program: 'ariadne_client.py', words: [], tries: ['a prompt', 'a stream'] };
  return [generation, ...(await runPythonProgram(program, dialect, place))];
}

async function tryGql(place: Place): Promise<readonly Trial[]> {
  const missing = await installFromPyPi(place, ['gql[aiohttp,websockets]']);
  if (missing !== null) return [notInstalled('gql', missing)];
  const program = { client: 'gql', distribution: 'gql', program: 'gql_client.py', words: [schema] };
  return runPythonProgram({ ...program, tries: ['a prompt', 'a stream'] }, dialect, place);
}
