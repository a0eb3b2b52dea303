import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test, vi } from 'vitest';
import { buildViewer } from '../../testing/build-viewer.ts';
import type { Endpoint, Exchange } from '../endpoint.ts';
import { authenticateCaller } from './authenticate-caller.ts';

test.each([
  ['is reported', false, 1],
  ['that left while its key was checked is not', true, 0],
])('a caller %s', async (_, hasLeft, times) => {
  const onCaller = vi.fn();
  const authenticate = async () => ({ viewer: buildViewer(), isValid: () => true });
  const response = { closed: hasLeft } as ServerResponse;
  const exchange = { request: { headers: {} } as IncomingMessage, response, endpoint: {} as Endpoint } as Exchange;
  await authenticateCaller({ authenticate, onCaller })(exchange);
  expect(onCaller).toHaveBeenCalledTimes(times);
});
