import type { Server } from 'node:http';

/** The server cannot listen at its address. The message is one sentence for the operator. */
export class ListenError extends Error {
  override name = 'ListenError';
}

/** Resolves when the server listens; rejects with a `ListenError`. */
export function listen(http: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      reject(new ListenError(describe(error, port, host), { cause: error }));
    };
    http.once('error', fail);
    // Without an address Node listens on all of them, and on those of IPv4 where there is no IPv6.
    http.listen({ port, host: host === '::' ? undefined : host }, () => {
      http.off('error', fail);
      resolve();
    });
  });
}

function describe({ code, message }: NodeJS.ErrnoException, port: number, host: string): string {
  switch (code) {
    case 'EADDRINUSE':
      return `PORT ${port} is taken: end what listens there, or set another PORT.`;
    case 'EACCES':
      return `This user may not listen on PORT ${port}: set a PORT above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST '${host}' is no address of this machine: set HOST to one that is, or leave it out to listen on all.`;
    default:
      return `The API cannot listen on PORT ${port} of HOST '${host}': ${message}.`;
  }
}
