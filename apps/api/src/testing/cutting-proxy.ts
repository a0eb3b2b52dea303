import { connect, createServer, type Socket } from 'node:net';

/** A TCP proxy in front of a service. It breaks connections as networks do. */
export type CuttingProxy = {
  /** `http://127.0.0.1:PORT`. */
  url: string;
  /** The number of connections so far. */
  connectionCount(): number;
  /** Breaks all open connections. */
  cut(): void;
  /** Breaks the next connection once, in the middle of the stream, after this number of events. */
  cutAfterEvents(count: number): void;
  /** Stops forwarding data, also for new connections, but closes nothing. `false` restores new connections only. */
  swallow(isSwallowing: boolean): void;
  close(): Promise<void>;
};

/** `eventMark`: a text that each event contains. Default: that of WebSockets. */
export async function startCuttingProxy(target: string, eventMark = '"type":"next"'): Promise<CuttingProxy> {
  const { hostname, port } = new URL(target);
  const pairs = new Set<readonly [Socket, Socket]>();
  let connectionCount = 0;
  let eventsBeforeCut = Number.POSITIVE_INFINITY;
  let isSwallowing = false;

  const server = createServer((caller) => {
    connectionCount++;
    const service = connect(Number(port), hostname);
    const pair = [caller, service] as const;
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      caller.destroy();
      service.destroy();
    };
    for (const socket of pair) socket.on('error', end).on('close', end);
    const swallowed = new Set<Socket>();
    const pass = (from: Socket, to: Socket): void => {
      from.on('data', (chunk) => {
        if (isSwallowing) swallowed.add(from);
        if (!swallowed.has(from)) to.write(chunk);
      });
    };
    pass(caller, service);
    pass(service, caller);
    let events = 0;
    service.on('data', (chunk) => {
      events += String(chunk).split(eventMark).length - 1;
      if (events < eventsBeforeCut) return;
      eventsBeforeCut = Number.POSITIVE_INFINITY;
      // Waits until the frame with the last event arrives.
      setImmediate(end);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
  const cut = (): void => {
    for (const [caller, service] of pairs) {
      caller.destroy();
      service.destroy();
    }
  };
  return {
    url: `http://127.0.0.1:${address.port}`,
    connectionCount: () => connectionCount,
    cut,
    cutAfterEvents: (count) => {
      eventsBeforeCut = count;
    },
    swallow: (value) => {
      isSwallowing = value;
    },
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
