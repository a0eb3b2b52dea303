const handshakeMs = 5_000;

/**
 * A WebSocket that ends its handshake after 5 seconds without an answer. Otherwise a proxy that swallows the handshake
 * would hold it for minutes.
 */
export function withHandshakeDeadline(Socket: typeof WebSocket, deadlineMs = handshakeMs): typeof WebSocket {
  return class extends Socket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      const timer = setTimeout(() => {
        if (this.readyState === this.CONNECTING) this.close();
      }, deadlineMs);
      for (const settled of ['open', 'close'] as const) this.addEventListener(settled, () => clearTimeout(timer));
    }
  };
}
