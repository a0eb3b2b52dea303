import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A proxy of bytes between a browser and the console that behaves like a bad network. */
export type RoughProxy = {
  /** `http://localhost:PORT`. */
  address: string;
  /** Breaks every open connection. New connections pass. */
  cut(): void;
  /** Drops all bytes in both directions, on open connections and on new ones until `pass`. Connections stay open. */
  swallow(): void;
  /** New connections pass again. */
  pass(): void;
  /** Limits the bytes per second of each connection towards the browser; null for no limit. */
  slow(bytesPerSecond: number | null): void;
  close(): Promise<void>;
};

type Pair = { near: Socket; far: Socket; isSwallowed: boolean };

/** Starts a proxy in front of a port of this machine. */
export async function startRoughProxy(targetPort: number): Promise<RoughProxy> {
  const pairs = new Set<Pair>();
  let isSwallowing = false;
  let bytesPerSecond: number | null = null;

  const server = createServer((near) => {
    const far = connect(targetPort, 'localhost');
    const pair: Pair = { near, far, isSwallowed: isSwallowing };
    pairs.add(pair);
    near.on('data', (bytes) => pair.isSwallowed || far.write(bytes));
    far.on('data', (bytes) => {
      if (pair.isSwallowed) return;
      near.write(bytes);
      if (bytesPerSecond === null) return;
      far.pause();
      setTimeout(() => far.resume(), (bytes.length / bytesPerSecond) * 1_000);
    });
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      end.on('error', () => end.destroy());
      end.on('close', () => {
        pairs.delete(pair);
        if (!pair.isSwallowed || end === near) other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));

  const cut = (): void => {
    for (const { near, far } of pairs) for (const end of [near, far]) end.resetAndDestroy();
  };
  return {
    address: `http://localhost:${(server.address() as AddressInfo).port}`,
    cut,
    swallow() {
      isSwallowing = true;
      for (const pair of pairs) pair.isSwallowed = true;
    },
    pass() {
      isSwallowing = false;
    },
    slow(next) {
      bytesPerSecond = next;
    },
    async close() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
