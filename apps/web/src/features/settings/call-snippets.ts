/**
 * Calls of the gateway at an origin, in the form that callers write. The key is read from the variable `PENSTOCK_KEY`.
 */
export const callSnippets: readonly { id: string; name: string; write: (origin: string) => string }[] = [
  { id: 'curl', name: 'curl', write: curlSnippet },
  { id: 'graphql', name: 'GraphQL', write: graphqlSnippet },
  { id: 'python', name: 'Python (openai)', write: pythonSnippet },
  { id: 'javascript', name: 'JavaScript (openai)', write: javascriptSnippet },
];

export function curlSnippet(origin: string): string {
  return `curl ${origin}/v1/chat/completions \\
  -H "Authorization: Bearer $PENSTOCK_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"model": "auto", "messages": [{"role": "user", "content": "Hello"}]}'`;
}

function graphqlSnippet(origin: string): string {
  return `curl ${origin}/graphql \\
  -H "Authorization: Bearer $PENSTOCK_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"query": "mutation { generate(input: { prompt: \\"Hello\\" }) { text model cost { totalUsd } } }"}'`;
}

function pythonSnippet(origin: string): string {
  return `import os
from openai import OpenAI

client = OpenAI(base_url="${origin}/v1", api_key=os.environ["PENSTOCK_KEY"])
answer = client.chat.completions.create(
    model="auto", messages=[{"role": "user", "content": "Hello"}]
)
print(answer.choices[0].message.content)`;
}

function javascriptSnippet(origin: string): string {
  return `import OpenAI from 'openai';

const client = new OpenAI({ baseURL: '${origin}/v1', apiKey: process.env.PENSTOCK_KEY });
const answer = await client.chat.completions.create({
  model: 'auto',
  messages: [{ role: 'user', content: 'Hello' }],
});
console.log(answer.choices[0].message.content);`;
}
