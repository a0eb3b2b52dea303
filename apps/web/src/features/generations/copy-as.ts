/** The forms in which a request can be copied. */
export const copyForms = ['GraphQL', 'curl', 'openai'] as const;
export type CopyForm = (typeof copyForms)[number];

const document = 'mutation Generate($input: GenerateInput!) { generate(input: $input) { id text model } }';

/** Code that sends a request again. `request`: members of `GenerateInput`. `origin`: the address of the API. */
export function copyAs(form: CopyForm, request: Readonly<Record<string, unknown>>, origin: string): string {
  switch (form) {
    case 'GraphQL':
      return `${document}\n\n# variables\n${JSON.stringify({ input: request }, null, 2)}`;
    case 'curl': {
      const body = JSON.stringify({ query: document, variables: { input: request } });
      return `curl ${origin}/graphql \\\n  -H "authorization: Bearer $PENSTOCK_KEY" \\\n  -H 'content-type: application/json' \\\n  -d '${body.replaceAll("'", "'\\''")}'`;
    }
    case 'openai':
      return `import OpenAI from 'openai';\n\nconst client = new OpenAI({ baseURL: '${origin}/v1', apiKey: process.env.PENSTOCK_KEY });\nconst completion = await client.chat.completions.create(${JSON.stringify(toChatBody(request), null, 2)});\nconsole.log(completion.choices[0].message.content);`;
    default: {
      const unknown: never = form;
      return unknown;
    }
  }
}

function toChatBody(request: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const messages = Array.isArray(request.messages) ? request.messages : [];
  const members: Record<string, unknown> = {
    model: request.model ?? 'auto',
    messages: messages.map((message: Record<string, unknown>) => ({
      role: String(message.role).toLowerCase(),
      content: message.content ?? toContent(message.parts),
      ...(message.toolCallId !== undefined && { tool_call_id: message.toolCallId }),
    })),
    temperature: request.temperature,
    top_p: request.topP,
    max_tokens: request.maxTokens,
    stop: request.stop,
    seed: request.seed,
    task_type: request.taskType,
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function toContent(parts: unknown): unknown {
  if (!Array.isArray(parts)) return '';
  return parts.flatMap((part: Record<string, unknown>): Record<string, unknown>[] => {
    if (part.type === 'TEXT') return [{ type: 'text', text: part.text }];
    return part.type === 'IMAGE' ? [{ type: 'image_url', image_url: { url: part.url } }] : [];
  });
}
