import type { GenerateInput } from './run-documents.ts';

export type CodeLanguage = 'graphql' | 'curl' | 'python' | 'javascript';

/** The address to call, and the placeholder for the key. */
type Target = {
  /** As `https://gateway.example`. */
  origin: string;
};

/** A request as code: GraphQL with its variables, or a call of `/v1/chat/completions`. The key is read from the environment. */
export function asCode(language: CodeLanguage, input: GenerateInput, { origin }: Target): string {
  switch (language) {
    case 'graphql':
      return graphqlCode(input);
    case 'curl':
      return curlCode(input, origin);
    case 'python':
      return pythonCode(input, origin);
    case 'javascript':
      return javascriptCode(input, origin);
    default:
      return language satisfies never;
  }
}

function graphqlCode(input: GenerateInput): string {
  return `subscription Generate($input: GenerateInput!) {
  generate(input: $input) {
    __typename
    ... on TextDelta { text }
    ... on GenerationCompleted { generation { id model cost { totalUsd } } }
    ... on GenerationFailed { errorCode errorMessage }
  }
}

# Variables
${asLines(JSON.stringify({ input }, null, 2), '# ')}`;
}

function curlCode(input: GenerateInput, origin: string): string {
  const body = JSON.stringify({ ...chatBody(input), stream: true }, null, 2).replaceAll("'", "'\\''");
  return `curl -N ${origin}/v1/chat/completions \\
  -H "Authorization: Bearer $PENSTOCK_API_KEY" \\
  -H 'Content-Type: application/json' \\
  -d '${body}'`;
}

function pythonCode(input: GenerateInput, origin: string): string {
  const { known, extra } = splitMembers(input);
  const members = Object.entries(known).map(([name, value]) => `    ${name}=${asPython(value, 1)},`);
  if (Object.keys(extra).length > 0) members.push(`    extra_body=${asPython(extra, 1)},`);
  return `import os

from openai import OpenAI

client = OpenAI(base_url="${origin}/v1", api_key=os.environ["PENSTOCK_API_KEY"])

stream = client.chat.completions.create(
${members.join('\n')}
    stream=True,
)
for chunk in stream:
    if chunk.choices:
        print(chunk.choices[0].delta.content or "", end="", flush=True)`;
}

function javascriptCode(input: GenerateInput, origin: string): string {
  const body = asLines(JSON.stringify({ ...chatBody(input), stream: true }, null, 2), '', 0);
  return `import OpenAI from 'openai';

const client = new OpenAI({ baseURL: '${origin}/v1', apiKey: process.env.PENSTOCK_API_KEY });

const stream = await client.chat.completions.create(${body});
for await (const chunk of stream) {
  process.stdout.write(chunk.choices[0]?.delta?.content ?? '');
}`;
}

type Members = Record<string, unknown>;

/** The members that OpenAI defines, and the members that only the gateway knows. */
function splitMembers(input: GenerateInput): { known: Members; extra: Members } {
  const { model, chain, strategy } = input;
  const route = model ?? chain ?? (strategy ? `auto:${strategy.toLowerCase()}` : 'auto');
  const known: Members = {
    model: route,
    messages: (input.messages ?? []).map(chatMessage),
    temperature: input.temperature,
    max_tokens: input.maxTokens,
    reasoning_effort: input.reasoning?.effort?.toLowerCase(),
    tools: input.tools?.map(({ name, description, parameters }) => ({
      type: 'function',
      function: { name, description, parameters },
    })),
    response_format: responseFormat(input),
  };
  const extra: Members = {
    enable_fallback: input.enableFallback === false ? false : undefined,
    cost_limit:
      input.costLimitUsd === undefined || input.costLimitUsd === null ? undefined : Number(input.costLimitUsd),
    template: input.template,
  };
  return { known: present(known), extra: present(extra) };
}

function chatBody(input: GenerateInput): Members {
  const { known, extra } = splitMembers(input);
  return { ...known, ...extra };
}

function present(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null));
}

type Message = NonNullable<GenerateInput['messages']>[number];

function chatMessage({ role, content, parts }: Message): Members {
  const name = role?.toLowerCase();
  if (!parts) return { role: name, content };
  return {
    role: name,
    content: parts.map(({ type, text, mediaType, data, name: filename }) => {
      if (type === 'TEXT') return { type: 'text', text };
      const url = `data:${mediaType};base64,${shortened(data ?? '')}`;
      if (type === 'IMAGE') return { type: 'image_url', image_url: { url } };
      return { type: 'file', file: { filename, file_data: url } };
    }),
  };
}

/** The bytes of a file would hide the code around them. */
function shortened(data: string): string {
  return data.length > 64 ? `${data.slice(0, 32)}…` : data;
}

function responseFormat({ responseFormat: format }: GenerateInput): unknown {
  if (format?.type === 'JSON') return { type: 'json_object' };
  if (format?.type !== 'JSON_SCHEMA') return undefined;
  return { type: 'json_schema', json_schema: { name: format.name ?? 'answer', schema: format.schema } };
}

function asLines(text: string, prefix: string, from = 0): string {
  return text
    .split('\n')
    .map((line, index) => (index < from ? line : `${prefix}${line}`))
    .join('\n');
}

/** A JSON value in Python's syntax. */
function asPython(value: unknown, depth: number): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value !== 'object') return JSON.stringify(value);
  const [inner, outer] = ['    '.repeat(depth + 1), '    '.repeat(depth)];
  const items = Array.isArray(value)
    ? value.map((item) => `${inner}${asPython(item, depth + 1)},`)
    : Object.entries(value).map(([name, item]) => `${inner}${JSON.stringify(name)}: ${asPython(item, depth + 1)},`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return items.length === 0 ? `${open}${close}` : `${open}\n${items.join('\n')}\n${outer}${close}`;
}
