import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FaultBook, FaultScript } from './faults/fault-book.ts';
import { faults } from './faults/faults.ts';
import { isRecord, listAt, numberAt, stringAt } from './json-value.ts';
import type { RequestLog, SeenRequest } from './request-log.ts';
import { readBody } from './response/read-body.ts';

export type ControlContext = { log: RequestLog; faults: FaultBook; clear: () => void };

const keyHeaders: ReadonlySet<string> = new Set(['authorization', 'x-api-key', 'api-key', 'x-goog-api-key']);

/** The simulator's control addresses under `/__sim`: the log, the faults, the scripts. */
export async function control(
  context: ControlContext,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  switch (`${request.method} ${path}`) {
    case 'GET /requests':
      send(response, 200, context.log.list().map(withoutKeys));
      return;
    case 'DELETE /requests':
      context.clear();
      send(response, 200, {});
      return;
    case 'GET /faults':
      send(
        response,
        200,
        faults.map(({ name, summary, parameter }) => ({ name, summary, parameter })),
      );
      return;
    case 'POST /script':
      try {
        context.faults.write(readScript((await readBody(request)).json));
        send(response, 200, {});
      } catch (error) {
        send(response, 400, { error: { message: error instanceof Error ? error.message : String(error) } });
      }
      return;
    default:
      send(response, 404, {
        error: {
          message: 'The simulator has GET and DELETE /__sim/requests, GET /__sim/faults and POST /__sim/script.',
        },
      });
  }
}

function readScript(body: unknown): FaultScript {
  const model = stringAt(body, 'model');
  const listed = listAt(body, 'faults');
  if (!isRecord(body) || model === null || !Array.isArray(body.faults)) {
    throw new Error(
      'A script is { "model": "gpt-4o", "faults": ["500", null, "cut:5"], "repeat": false } or has a "share" between 0 and 1.',
    );
  }
  const share = numberAt(body, 'share');
  const seed = numberAt(body, 'seed');
  return {
    model,
    faults: listed.map((text) => (text === null ? null : String(text))),
    repeat: body.repeat === true,
    ...(share === null ? {} : { share }),
    ...(seed === null ? {} : { seed }),
  };
}

function withoutKeys(seen: SeenRequest): SeenRequest {
  const headers = Object.entries(seen.headers).map(([name, value]) => [name, keyHeaders.has(name) ? '***' : value]);
  return { ...seen, headers: Object.fromEntries(headers) };
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
