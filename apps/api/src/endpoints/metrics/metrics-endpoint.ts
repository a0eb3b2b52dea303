import { timingSafeEqual } from 'node:crypto';
import { digestOfKey } from '../../access/access.ts';
import { ServiceError } from '../../errors/service-error.ts';
import type { Endpoint } from '../../http/endpoint.ts';
import { readCredentials } from '../../http/read-credentials.ts';
import { plainError } from '../../http/respond.ts';

/** The metrics of this process, as text. */
export interface MetricsText {
  readonly contentType: string;
  write(): Promise<string>;
}

/** `/metrics`, in the format of Prometheus. `key`: the required bearer key; null: no key is needed. */
export function createMetricsEndpoint(metrics: MetricsText, key: string | null): Endpoint {
  const digest = key === null ? null : digestOfKey(key);
  return {
    path: '/metrics',
    methods: ['GET'],
    toErrorResponse: plainError,
    isOpen: () => true,
    servesWhileClosing: true,
    async serve({ request, response }) {
      if (digest !== null) requireKey(readCredentials(request.headers).key, digest);
      const body = Buffer.from(await metrics.write());
      if (response.closed) return;
      response.writeHead(200, {
        'content-type': metrics.contentType,
        'content-length': body.length,
        'cache-control': 'no-store',
      });
      response.end(body);
    },
  };
}

/** Digests have the same length, and their comparison takes the same time for every wrong key. */
function requireKey(key: string | null, digest: Buffer): void {
  if (key !== null && timingSafeEqual(digestOfKey(key), digest)) return;
  const message = 'The metrics need the key of PENSTOCK_METRICS_KEY: send it as Authorization: Bearer KEY.';
  throw new ServiceError('UNAUTHENTICATED', message, { headers: { 'www-authenticate': 'Bearer realm="penstock"' } });
}
