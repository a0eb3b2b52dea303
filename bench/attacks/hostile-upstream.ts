import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An upstream of the OpenAI dialect with one hostile answer per model name. */
export type HostileUpstream = { baseUrl: string; models: readonly string[]; close(): void };

const mib = 1024 * 1024;

const answers: Readonly<Record<string, (response: ServerResponse) => void | Promise<void>>> = {
  /** A Markdown fence that never closes, and 20,000 line feeds. */
  fence: (response) => sayText(response, `\`\`\`json${'\n'.repeat(20_000)}`),
  /** A string that the pattern `^(a+)+$` backtracks on. */
  letters: (response) => sayText(response, JSON.stringify(`${'a'.repeat(60)}!`)),
  /** Endless text. */
  endless: async (response) => {
    const event = delta('word '.repeat(3_000));
    begin(response);
    while (!response.destroyed) await write(response, event);
  },
  /** One endless line. */
  'endless-line': async (response) => {
    begin(response);
    response.write('data: {"choices":[{"delta":{"content":"');
    while (!response.destroyed) await write(response, 'a'.repeat(64 * 1024));
  },
  /** One event of 30 MB. */
  'big-event': async (response) => {
    begin(response);
    await write(response, delta('b'.repeat(30 * mib)));
    finish(response);
  },
  /** A long answer of 30 MB in pieces. */
  long: async (response) => {
    const event = delta('word '.repeat(3_000));
    begin(response);
    for (let bytes = 0; bytes < 30 * mib && !response.destroyed; bytes += 15_000) await write(response, event);
    finish(response);
  },
  /** More tokens than a 32-bit number holds. */
  'huge-usage': (response) => {
    begin(response);
    response.write(delta('Four.'));
    finish(response, { prompt_tokens: 2 ** 40, completion_tokens: 1e15, total_tokens: 1e15 });
  },
};

export async function startHostileUpstream(): Promise<HostileUpstream> {
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    models: Object.keys(answers),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const chunk of request) body += chunk;
  // The service writes the body.
  const { model } = JSON.parse(body === '' ? '{}' : body) as { model?: string };
  const say = answers[model ?? ''];
  if (say === undefined) response.writeHead(404).end();
  else await say(response);
}

function begin(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
}

function sayText(response: ServerResponse, text: string): void {
  begin(response);
  response.write(delta(text));
  finish(response);
}

function delta(content: string): string {
  return `data: ${JSON.stringify({ id: 'x', choices: [{ index: 0, delta: { content } }] })}\n\n`;
}

function finish(response: ServerResponse, usage: object = { prompt_tokens: 5, completion_tokens: 5 }): void {
  response.write(
    `data: ${JSON.stringify({ id: 'x', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage })}\n\n`,
  );
  response.end('data: [DONE]\n\n');
}

async function write(response: ServerResponse, text: string): Promise<void> {
  if (response.write(text)) return;
  await new Promise<void>((resolve) => {
    const proceed = (): void => {
      response.off('drain', proceed).off('close', proceed);
      resolve();
    };
    response.on('drain', proceed).on('close', proceed);
  });
}
