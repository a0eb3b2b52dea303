import {
  Client,
  type CombinedError,
  composeExchanges,
  type Exchange,
  fetchExchange,
  mapExchange,
  subscriptionExchange,
} from '@urql/core';
import { abortEarlier } from './abort-earlier.ts';
import { createCache, isStream } from './cache.ts';
import { Connection } from './connection.ts';
import { repeatOutdated } from './repeat-outdated.ts';
import { retryWhenOnline } from './retry-when-online.ts';
import { createReconnectingSocket, createSingleUseSocket, isRefusedSocket } from './sockets.ts';

export type GraphqlClient = {
  urql: Client;
  connection: Connection;
  /** Closes the sockets. */
  close(): void;
};

export type GraphqlClientOptions = {
  /** The page's origin, which forwards `/graphql` to the API. The browser adds the session's cookie. */
  address: string;
  /** Called when the API refuses the session. */
  onRefusal: () => void;
  /** Sends queries and mutations. Default: the browser's. */
  fetch?: typeof fetch;
};

/** Marks a subscription that must not be sent twice: a generation. Pass it as urql context. */
export const sendOnce = { sendOnce: true } as const;

/** The client of the API: queries over HTTP, subscriptions over two sockets, see sockets.ts. */
export function createGraphqlClient({ address, onRefusal, fetch }: GraphqlClientOptions): GraphqlClient {
  const url = `${address}/graphql`;
  const connection = new Connection();
  const lastingSocket = createReconnectingSocket({ url }, connection);
  const unrepeatedSocket = createSingleUseSocket({ url });

  const forwardSubscription: Parameters<typeof subscriptionExchange>[0]['forwardSubscription'] = (
    request,
    operation,
  ) => {
    const socket = operation.context.sendOnce ? unrepeatedSocket : lastingSocket;
    const payload = { query: request.query ?? '', variables: request.variables };
    return { subscribe: (sink) => ({ unsubscribe: socket.subscribe(payload, sink) }) };
  };
  const urql = new Client({
    url,
    preferGetMethod: false,
    ...(fetch === undefined ? null : { fetch }),
    fetchOptions: { credentials: 'same-origin' },
    exchanges: [
      mapExchange({ onError: (error) => isRefusal(error) && onRefusal() }),
      subscriptionExchange({ forwardSubscription, isSubscriptionOperation: isStream }),
      storeAnswers(connection),
      fetchExchange,
      subscriptionExchange({ forwardSubscription }),
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

/** Stores answers. The page ends on the newest of them, in any order of their arrival. */
export function storeAnswers(connection: Connection): Exchange {
  return composeExchanges([repeatOutdated, createCache(), retryWhenOnline(connection), abortEarlier]);
}

/** Whether the API refused the session: by the status or code of a response, or by closing the socket. */
export function isRefusal(error: CombinedError): boolean {
  return (
    isRefusedSocket(error.networkError) ||
    error.response?.status === 401 ||
    error.graphQLErrors.some(({ extensions }) => extensions.code === 'UNAUTHENTICATED')
  );
}
