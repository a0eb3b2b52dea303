import type { Socket } from 'node:net';
import type { Limits } from '../limits/limits.ts';

/** The log for warnings to the operator. */
export interface WarningLog {
  warn(facts: Record<string, unknown>, message: string): void;
}

export type ConnectionsOptions = {
  limits: Pick<Limits, 'connections' | 'connectionsWithoutKey' | 'unreadMs'>;
  log: WarningLog;
  nowMs?: () => number;
};

/** The most unanswered requests of one HTTP connection. Clients that pipeline send few. */
export const maxRequestsAtATime = 16;

/** A connection with fewer unread bytes than this is not closed to free memory. */
const leastGivenUpBytes = 64 * 1024;

const warningIntervalMs = 10_000;

type State = {
  hasKey: boolean;
  /** The number of unanswered requests and of open WebSockets. */
  busy: number;
  /** The progress at the last check. */
  progress: string;
  progressAtMs: number;
};

/**
 * Every open connection. Authenticated connections are counted apart from the others, so connections without a key
 * cannot keep callers out. At a limit the oldest idle connection without a key is closed.
 */
export class Connections {
  readonly #limits: ConnectionsOptions['limits'];
  readonly #log: WarningLog;
  readonly #nowMs: () => number;
  readonly #states = new Map<Socket, State>();
  /** In order of arrival. */
  readonly #withoutKey = new Set<Socket>();
  readonly #sweeping: NodeJS.Timeout;
  #closed = 0;
  #warnedAtMs = Number.NEGATIVE_INFINITY;

  constructor({ limits, log, nowMs = () => performance.now() }: ConnectionsOptions) {
    this.#limits = limits;
    this.#log = log;
    this.#nowMs = nowMs;
    this.#sweeping = setInterval(() => this.closeUnread(), Math.min(5_000, limits.unreadMs / 4)).unref();
  }

  /** The number of open connections, in all and without a key. */
  count(): { all: number; withoutKey: number } {
    return { all: this.#states.size, withoutKey: this.#withoutKey.size };
  }

  /** Adds a connection. If there are too many, closes it or another one. */
  add(socket: Socket): void {
    this.#states.set(socket, { hasKey: false, busy: 0, progress: '', progressAtMs: this.#nowMs() });
    this.#withoutKey.add(socket);
    socket.once('close', () => {
      this.#states.delete(socket);
      this.#withoutKey.delete(socket);
    });
    const { connections, connectionsWithoutKey } = this.#limits;
    if (this.#withoutKey.size > connectionsWithoutKey) this.#makeRoom(this.#oldestWithoutKey(socket) ?? socket);
    else if (this.#states.size > connections) {
      this.#makeRoom(this.#oldestWithoutKey(socket) ?? this.#oldestIdle() ?? socket);
    }
  }

  /** Marks a connection whose caller has sent a valid key. */
  noteKey(socket: Socket): void {
    const state = this.#states.get(socket);
    if (state === undefined) return;
    state.hasKey = true;
    this.#withoutKey.delete(socket);
  }

  /**
   * Called when a request arrives or a WebSocket is accepted. False if the connection had too many requests and was
   * closed.
   */
  begin(socket: Socket): boolean {
    const state = this.#states.get(socket);
    if (state === undefined || socket.destroyed) return false;
    state.busy++;
    if (state.busy <= maxRequestsAtATime) return true;
    this.#sacrifice(socket);
    return false;
  }

  /** Called when a request was answered. */
  end(socket: Socket): void {
    const state = this.#states.get(socket);
    if (state !== undefined) state.busy--;
  }

  /** Closes each connection whose caller reads none of its waiting data. */
  closeUnread(): void {
    const nowMs = this.#nowMs();
    for (const [socket, state] of this.#states) {
      const progress = socket.writableLength === 0 ? '' : progressOf(socket);
      if (progress === '' || progress !== state.progress) {
        state.progress = progress;
        state.progressAtMs = nowMs;
      } else if (nowMs - state.progressAtMs >= this.#limits.unreadMs) socket.destroy();
    }
  }

  /** Bytes that callers have not read, over all connections. */
  heldBytes(): number {
    let bytes = 0;
    for (const socket of this.#states.keys()) bytes += socket.writableLength;
    return bytes;
  }

  /** Does nothing: callers wait for every byte here. */
  forgetIdle(): void {}

  /** The connection with the most unread bytes; null if none has many. `giveUp` closes it. */
  largest(): { bytes: number; giveUp(): void } | null {
    let largest: Socket | null = null;
    for (const socket of this.#states.keys()) {
      if (socket.writableLength > (largest?.writableLength ?? leastGivenUpBytes)) largest = socket;
    }
    if (largest === null) return null;
    const socket = largest;
    const bytes = socket.writableLength;
    return {
      bytes,
      giveUp: () => {
        this.#log.warn({ bytes }, 'A connection is closed to free memory: its client has not read its answer.');
        this.#sacrifice(socket);
      },
    };
  }

  /** Stops watching connections. */
  stop(): void {
    clearInterval(this.#sweeping);
  }

  #oldestWithoutKey(newest: Socket): Socket | null {
    let oldest: Socket | null = null;
    for (const socket of this.#withoutKey) {
      if (socket === newest) continue;
      if (this.#states.get(socket)?.busy === 0) return socket;
      oldest ??= socket;
    }
    return oldest;
  }

  #oldestIdle(): Socket | null {
    for (const [socket, { hasKey, busy }] of this.#states) if (hasKey && busy === 0) return socket;
    return null;
  }

  #makeRoom(socket: Socket): void {
    this.#sacrifice(socket);
    this.#closed++;
    const nowMs = this.#nowMs();
    if (nowMs - this.#warnedAtMs < warningIntervalMs) return;
    this.#warnedAtMs = nowMs;
    const { connections, connectionsWithoutKey } = this.#limits;
    this.#log.warn(
      { closed: this.#closed, open: this.#states.size, withoutKey: this.#withoutKey.size },
      `Connections are closed to make room: ${connections} may be open (PENSTOCK_MAX_CONNECTIONS), ${connectionsWithoutKey} of them without a key (PENSTOCK_MAX_CONNECTIONS_WITHOUT_KEY).`,
    );
    this.#closed = 0;
  }

  /** Forgets it at once: its `close` event comes only after further connections. */
  #sacrifice(socket: Socket): void {
    this.#states.delete(socket);
    this.#withoutKey.delete(socket);
    socket.destroy();
  }
}

/** A text that changes with each byte that the other side reads. */
function progressOf(socket: Socket): string {
  return `${socket.bytesWritten - socket.writableLength} ${bytesAtSystem(socket)}`;
}

/**
 * Bytes of the current chunk that the system has not accepted; 0 if Node does not report them. Node keeps the figure on
 * the socket's handle, which is missing in its types. Without it only whole chunks count as progress.
 */
function bytesAtSystem(socket: Socket): number {
  const handle: unknown = Reflect.get(socket, '_handle');
  const bytes: unknown = typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'writeQueueSize') : 0;
  return typeof bytes === 'number' ? bytes : 0;
}
