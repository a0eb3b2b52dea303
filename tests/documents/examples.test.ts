import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseSync } from '@swc/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vendors } from '../../packages/providers/src/index.ts';
import { formatPolicyIssue, parsePolicy } from '../../packages/router/src/index.ts';
import { root } from '../service/root.ts';
import { type StartedService, startLimitMs, startService } from '../service/start-service.ts';
import { differences, isObject } from './differences.ts';
import { type Block, readBlocks } from './read-blocks.ts';
import { runGraphql } from './run-graphql.ts';
import { documents } from './tracked-files.ts';

const run = promisify(execFile);

/**
 * Every guide in docs/ with examples. A new guide is included automatically. Decisions are history, and are not tested.
 */
const guides = documents
  .filter(({ path }) => /^docs\/[^/]+\.md$/.test(path))
  .map(({ path, text }) => ({ path, blocks: readBlocks(text) }))
  .filter(({ blocks }) => blocks.length > 0);

/** Keys that no provider knows. Plans call no provider, and give the same result as with real keys. */
const someKeys = { OPENAI_API_KEY: 'none', ANTHROPIC_API_KEY: 'none', GOOGLE_API_KEY: 'none', MISTRAL_API_KEY: 'none' };

/** The guides whose plans use real models. Their examples call no model. */
const guidesWithKeys: ReadonlySet<string> = new Set(['docs/choosing-a-model.md', 'docs/cutting-cost.md']);

const policy = readFileSync(join(root, 'config/model_policies.yml'), 'utf8');
const absences = Object.fromEntries(
  ['curl', 'jq', 'python3'].map((program) => [program, spawnSync(program, ['--version']).status !== 0]),
);

type Services = { plain: StartedService; withKeys: StartedService };
let services: Services | null = null;

beforeAll(async () => {
  services = { plain: await startService('api'), withKeys: await startService('api', { environment: someKeys }) };
  // The files that the commands name: the repository's files, in the folder of the service's home.
  for (const { folder } of Object.values(services)) {
    for (const name of ['config', 'examples']) await symlink(join(root, name), join(folder, name));
  }
}, 2 * startLimitMs);

afterAll(() => Promise.all(Object.values(services ?? {}).map((service) => service.stop())));

describe.each(guides)('the examples of $path', { timeout: 120_000 }, ({ path, blocks }) => {
  const known = new Map<string, unknown>([
    ['yaml', policy],
    ['inputs', [{ prompt: 'Say "yes".' }]],
    ['deadline', new Date(Date.now() + 172_800_000).toISOString()],
  ]);

  for (const block of blocks) {
    const name = `${block.language} at line ${block.line}`;
    const missing = Object.keys(absences).filter((program) => absences[program] === true && calls(block, program));
    it.skipIf(missing.length > 0)(
      `${name}${missing.map((program) => ` [${program}: not found]`).join('')}`,
      async () => {
        await check(block);
      },
    );
  }

  async function check(block: Block): Promise<void> {
    switch (block.language) {
      case 'graphql':
        return expectAnswer(block, await runGraphql(block.text, known, service()));
      case 'bash':
      case 'sh':
        return needsService(block) ? expectAnswer(block, await inShell(block.text)) : undefined;
      case 'js':
      case 'ts':
        return needsService(block) ? inNode(block) : void parseCode(block);
      case 'jsx':
        return void parseCode(block);
      case 'python':
        return void (await run('python3', ['-c', 'import ast, sys; ast.parse(sys.argv[1])', block.text]));
      case 'yaml':
        return expect(problemsOf(block.text)).toEqual([]);
      case 'json':
        return void JSON.parse(block.text);
    }
  }

  /** The output, parsed if it is JSON. */
  async function inShell(script: string): Promise<unknown> {
    const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', here(script)], {
      cwd: service().folder,
      env: environment(),
    });
    try {
      return JSON.parse(stdout);
    } catch {
      return stdout;
    }
  }

  async function inNode({ language, text: code }: Block): Promise<void> {
    const type = language === 'ts' ? 'module-typescript' : 'module';
    const args = [`--input-type=${type}`, '--eval', here(code)];
    const { stdout } = await run(process.execPath, args, { cwd: root, env: environment() });
    if (/console\.log|stdout\.write/.test(code)) expect(stdout).toMatch(/\w/);
  }

  function service(): StartedService {
    if (services === null) throw new Error('The services have not started.');
    return guidesWithKeys.has(path) ? services.withKeys : services.plain;
  }

  const here = (code: string): string => code.replaceAll(/localhost:[34]000/g, new URL(service().graphqlUrl).host);

  function environment(): NodeJS.ProcessEnv {
    const { key } = service();
    return { ...process.env, KEY: key, PENSTOCK_KEY: key };
  }
});

/** Expects the answer in the document, or an answer without errors when the document shows none. */
function expectAnswer({ shown }: Block, answer: unknown): void {
  if (shown !== null) {
    expect(differences(JSON.parse(shown), answer)).toEqual([]);
    return;
  }
  const answers = Array.isArray(answer) ? answer : [answer];
  expect(answers.filter((one) => isObject(one) && ('errors' in one || 'error' in one))).toEqual([]);
  expect(answers).not.toEqual([]);
}

/** Code without imports, or with relative imports only, is a fragment: only its syntax is checked. */
function needsService({ language, text }: Block): boolean {
  if (language === 'graphql') return true;
  if (language === 'js' || language === 'ts') return /^import .* from '[^.]/m.test(text);
  return /^(bash|sh)$/.test(language) && /\bcurl\b/.test(text) && !/\b(npm|docker|helm|kubectl|psql)\b/.test(text);
}

function calls({ language, text }: Block, program: string): boolean {
  if (program === 'python3') return language === 'python';
  return /^(bash|sh)$/.test(language) && new RegExp(`\\b${program}\\b`).test(text);
}

function parseCode({ language, text }: Block): void {
  const isTypescript = language === 'ts';
  parseSync(
    isMember(text) ? `({ ${text} })` : text,
    isTypescript ? { syntax: 'typescript' } : { syntax: 'ecmascript', jsx: true },
  );
}

/** A member of an object, as `embeddings: { … },`. */
function isMember(text: string): boolean {
  return /^\w+: \{$/m.test(text.split('\n')[0] ?? '');
}

const sections = [
  'providers',
  'models',
  'routing_rules',
  'cost_controls',
  'retention',
  'access',
  'attribution',
  'features',
];

/** The problems of a policy, or of a part of a policy on top of the default policy. Other YAML has none. */
function problemsOf(yaml: string): readonly string[] {
  const own = readSections(yaml);
  if (![...own.keys()].every((name) => sections.includes(name))) return [];
  const parsed = parsePolicy(own.has('models') ? yaml : overDefaultPolicy(own), {
    fileName: 'example',
    environment: {},
    vendors: Object.values(vendors),
  });
  return parsed.ok ? [] : parsed.issues.map(formatPolicyIssue);
}

/** Providers are added to the policy's own. Every other section replaces the policy's section. */
function overDefaultPolicy(own: ReadonlyMap<string, string>): string {
  const whole = readSections(policy);
  for (const [name, section] of own) {
    const before = name === 'providers' ? (whole.get(name) ?? '') : '';
    whole.set(name, `${before}${before === '' ? section : section.replace(/^providers:\n/, '')}`);
  }
  return [...whole.values()].join('\n');
}

/** The text of each top-level section, by its name. */
function readSections(yaml: string): Map<string, string> {
  const parts = yaml.split(/^(?=[a-z_]+:)/m).filter((part) => /^[a-z_]+:/.test(part));
  return new Map(parts.map((part) => [part.slice(0, part.indexOf(':')), part]));
}
