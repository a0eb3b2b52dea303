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
import { createReconnectingSocket, createSingleUseSocket, isRefusedSocket } from './sockets.ts';

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
  /** Called when the API refuses the key. */
  onRefusal: () => void;
};

/** Marks a subscription that must not be sent twice: a generation. Pass it as urql context. */
export const sendOnce = { sendOnce: true } as const;

/** The client of the API: queries over HTTP, subscriptions over two sockets, see sockets.ts. */
export function createGraphqlClient({ address, key, onRefusal }: GraphqlClientOptions): GraphqlClient {
  const url = `${address}/graphql`;
  const connection = createConnection();
  const lastingSocket = createReconnectingSocket({ url, key }, connection);
  const unrepeatedSocket = createSingleUseSocket({ url, key });

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
          const socket = operation.context.sendOnce ? unrepeatedSocket : lastingSocket;
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
      // Disposing of a socket that never connected rejects with the cause, which no longer matters.
      for (const socket of [lastingSocket, unrepeatedSocket]) void Promise.resolve(socket.dispose()).catch(() => {});
    },
  };
}

/** Whether the API refused the key: by the status or code of a response, or by closing the socket. */
export function isRefusal(error: CombinedError): boolean {
  return (
    isRefusedSocket(error.networkError) ||
    error.response?.status === 401 ||
    error.graphQLErrors.some(({ extensions }) => extensions.code === 'UNAUTHENTICATED')
  );
}
