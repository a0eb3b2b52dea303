import type { Endpoint, Exchange } from '../http/endpoint.ts';
import { readJsonBody } from '../http/read-json-body.ts';

/** An endpoint of requests with a JSON body. Another path may serve it too. */
export type BodyEndpoint = Endpoint & { serveBody(body: unknown, exchange: Exchange): Promise<void> };

/** Adds a `serve` that reads the body. */
export function withBody(
  endpoint: Omit<Endpoint, 'serve' | 'methods'> & Pick<BodyEndpoint, 'serveBody'>,
  bodyBytes: number,
): BodyEndpoint {
  return {
    ...endpoint,
    methods: ['POST'],
    serve: async (exchange) => endpoint.serveBody(await readJsonBody(exchange.request, bodyBytes), exchange),
  };
}
