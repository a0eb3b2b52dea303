import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSchema, graphql } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

/** The result of a field: a value, or for a subscription an async iterable of `{ [field]: value }`. */
export type ScriptedFields = Record<string, (variables: Record<string, unknown>) => unknown>;

export type ScriptedApi = {
  /** The address without `/graphql`. */
  address: string;
  /** The operations received over sockets, by name, in order. */
  subscriptions: { operation: string; variables: Record<string, unknown> }[];
  /** Breaks every connection, like a network failure. */
  dropSockets(code?: number): void;
  /** Whether new sockets are accepted; true at first. */
  setReachable(isReachable: boolean): void;
  /** Whether the browser's session is valid; true at first. */
  setSignedIn(isSignedIn: boolean): void;
  close(): Promise<void>;
};

/** An API with the real schema over real sockets and scripted fields. */
export async function startScriptedApi(fields: ScriptedFields): Promise<ScriptedApi> {
  const source = await readFile(new URL('../../../api/schema.graphql', import.meta.url), 'utf8');
  const schema = buildSchema(source);
  const subscriptions: ScriptedApi['subscriptions'] = [];
  let isReachable = true;
  let isSignedIn = true;

  const server = createServer(async (request, response) => {
    const isAllowed = isSignedIn;
    const { query, variables } = JSON.parse(await readBody(request));
    const refusal = { errors: [{ message: 'no session', extensions: { code: 'UNAUTHENTICATED' } }] };
    const result = isAllowed
      ? await graphql({ schema, source: query, rootValue: fields, variableValues: variables })
      : refusal;
    response.writeHead(isAllowed ? 200 : 401, { 'content-type': 'application/json' }).end(JSON.stringify(result));
  });
  const sockets = new WebSocketServer({ server, path: '/graphql', verifyClient: () => isReachable });
  const served = useServer(
    {
      schema,
      roots: { subscription: fields },
      onConnect: () => isSignedIn,
      onSubscribe(_context, _id, { query, variables }) {
        const operation = /subscription (\w+)/.exec(query)?.[1] ?? '';
        subscriptions.push({ operation, variables: variables ?? {} });
      },
    },
    sockets,
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    subscriptions,
    dropSockets(code) {
      for (const socket of sockets.clients) {
        if (code === undefined) socket.terminate();
        else socket.close(code);
      }
    },
    setReachable(next) {
      isReachable = next;
    },
    setSignedIn(next) {
      isSignedIn = next;
    },
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      await served.dispose();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}
