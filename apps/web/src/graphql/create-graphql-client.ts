import {
  Client,
  type CombinedError,
  cacheExchange,
  fetchExchange,
  mapExchange,
  subscriptionExchange,
} from '@urql/core';
import { type Connection, createConnection } from './connection.ts';
import { retryWhenOnline } from './retry-when-online.ts';
import { createLasting, createUnrepeated, isRefusedSocket } from './sockets.ts';

export type GraphqlClient = {
  urql: Client;
  connection: Connection;
  /** Closes the sockets. */
  close(): void;
};

export type GraphqlClientOptions = {
  /** The API's address, without `/graphql`. */
  address: string;
  key: string;
  /** Called when the API no longer takes the key. */
  onRefusal: () => void;
};

/** The mark on a subscription that must not be sent twice: a generation. Pass as urql context. */
export const unrepeated = { unrepeated: true } as const;

/** The way to the API: queries over HTTP, subscriptions over two sockets, see sockets.ts. */
export function createGraphqlClient({ address, key, onRefusal }: GraphqlClientOptions): GraphqlClient {
  const url = `${address}/graphql`;
  const connection = createConnection();
  const lastingSocket = createLasting({ url, key }, connection);
  const unrepeatedSocket = createUnrepeated({ url, key });

  const urql = new Client({
    url,
    preferGetMethod: false,
    fetchOptions: () => ({ headers: { authorization: `Bearer ${key}` } }),
    exchanges: [
      mapExchange({ onError: (error) => isRefusal(error) && onRefusal() }),
      cacheExchange,
      retryWhenOnline(connection),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription(request, operation) {
          const socket = operation.context.unrepeated ? unrepeatedSocket : lastingSocket;
          const payload = { query: request.query ?? '', variables: request.variables };
          return { subscribe: (sink) => ({ unsubscribe: socket.subscribe(payload, sink) }) };
        },
      }),
    ],
  });
  return {
    urql,
    connection,
    close() {
      // Disposing of a socket that never came up fails with what kept it down, which is of no interest any more.
      for (const socket of [lastingSocket, unrepeatedSocket]) void Promise.resolve(socket.dispose()).catch(() => {});
    },
  };
}

/** Whether the API refused the key: by an answer's status or code, or by closing the socket. */
export function isRefusal(error: CombinedError): boolean {
  return (
    isRefusedSocket(error.networkError) ||
    error.response?.status === 401 ||
    error.graphQLErrors.some(({ extensions }) => extensions.code === 'UNAUTHENTICATED')
  );
}
