import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StartedService, startLimitMs, startService } from '../service/start-service.ts';

let service: StartedService;
beforeAll(async () => {
  service = await startService('all', { createsDatabase: true });
}, startLimitMs);
afterAll(() => service?.stop());

test('the console starts without a warning, and reports its build', async () => {
  expect((await fetch(`${service.consoleUrl}/build`)).status).toBe(200);
  expect((await fetch(`${service.consoleUrl}/`)).status).toBe(200);
  expect(service.output()).not.toMatch(/⚠|standalone/);
});
