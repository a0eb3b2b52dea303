import type { Fault } from './fault.ts';

const page = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';

export const badGateway: Fault = {
  name: '502',
  summary: 'the HTML page of a proxy before the provider',
  parameter: null,
  disturb: () => ({ insteadOfAnswer: { type: 'foreign', status: 502, contentType: 'text/html', body: page } }),
};
