import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A proxy of bytes between a browser and the console, as bad networks are. */
export type RoughProxy = {
  /** `http://localhost:PORT`. */
  address: string;
  /** Breaks every open connection. New ones pass. */
  cut(): void;
  /** Swallows what open connections send from now on, and what new ones send until `pass`. No connection is closed. */
  swallow(): void;
  /** New connections pass again. */
  pass(): void;
  /** Each connection passes so many bytes a second towards the browser; null for all. */
  slow(bytesPerSecond: number | null): void;
  close(): Promise<void>;
};

type Pair = { near: Socket; far: Socket; isSwallowed: boolean };

/** Starts a proxy before a port of this machine. */
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
