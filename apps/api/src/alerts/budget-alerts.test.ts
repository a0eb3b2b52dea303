import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isPrivateAddress } from '@penstock/providers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toMoney } from '../ledger/money.ts';
import { sampleBudget } from '../testing/sample-budget.ts';
import { BudgetAlerts } from './budget-alerts.ts';

type Received = { headers: Record<string, unknown>; body: string };

let server: Server;
let received: Received[];
let answers: number[];

beforeEach(async () => {
  received = [];
  answers = [];
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.writeHead(answers.shift() ?? 204, { location: 'http://127.0.0.1:1/' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const budget = sampleBudget({ name: 'Team', alertThreshold: 0.8 });
const period = { budgetId: budget.id, windowStartMs: 0, spent: toMoney(0.85), reserved: 0n, alertedBy: 'g-1' };

function setUp(allowsPrivate = true, host = '127.0.0.1') {
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const url = `http://${host}:${(server.address() as AddressInfo).port}/hook`;
  const webhook = { url, secret: 'a secret', allowsPrivate, proxies: null };
  return { log, alerts: new BudgetAlerts({ log, webhook, nowMs: () => 1_750_000_000_000, firstPauseMs: 1 }) };
}

describe('an alert', () => {
  it('goes to the log and, signed, to the webhook', async () => {
    const { log, alerts } = setUp();
    alerts.notify(budget, period, 'g-1');
    await vi.waitFor(() => expect(received).toHaveLength(1));
    const [{ headers, body } = { headers: {}, body: '' }] = received;
    expect(JSON.parse(body)).toMatchObject({
      type: 'budget.threshold',
      budget: { name: 'Team' },
      spentUsd: '0.85',
      limitUsd: '1',
      alertThreshold: 0.8,
    });
    const signature = createHmac('sha256', 'a secret')
      .update(`${headers['x-penstock-timestamp']}.${body}`)
      .digest('hex');
    expect(headers).toMatchObject({
      'x-penstock-signature': `sha256=${signature}`,
      'x-penstock-timestamp': '1750000000',
    });
    expect(log.warn).toHaveBeenCalledWith(expect.anything(), "Budget 'Team' has spent $0.85 of $1.");
    await alerts.close();
  });

  it('is sent once per threshold', async () => {
    const { log, alerts } = setUp();
    alerts.notify(budget, period, 'g-1');
    alerts.notify(budget, period, 'g-1');
    await alerts.close();
    expect(received).toHaveLength(1);
    expect(log.warn).toHaveBeenCalledTimes(1);
  });

  it('is sent again, under the same id, until it is accepted', async () => {
    const { alerts } = setUp();
    answers = [500, 302, 200];
    alerts.notify(budget, period, 'g-1');
    await vi.waitFor(() => expect(received).toHaveLength(3));
    expect(new Set(received.map(({ headers }) => headers['x-penstock-delivery'])).size).toBe(1);
    await alerts.close();
    expect(received).toHaveLength(3);
  });

  it('is finally logged as an error if it cannot be delivered', async () => {
    const { log, alerts } = setUp();
    answers = [500, 500, 500, 500, 500, 500, 500];
    alerts.notify(budget, period, 'g-1');
    await vi.waitFor(() => expect(log.error).toHaveBeenCalledTimes(1));
    expect(received).toHaveLength(6);
  });

  it.each(['127.0.0.1', 'localhost'])('does not call a private network: %s', async (host) => {
    const { log, alerts } = setUp(false, host);
    alerts.notify(budget, period, 'g-1');
    await vi.waitFor(() => expect(log.error).toHaveBeenCalledTimes(1));
    expect(log.error.mock.calls[0]?.[0].err.message).toContain('is in a private network');
    expect(received).toEqual([]);
  });
});

describe('an address', () => {
  it.each(['10.1.2.3', '127.0.0.1', '169.254.169.254', '172.31.0.1', '192.168.1.1', '100.64.0.1', '0.0.0.0'])(
    '%s is private',
    (address) => expect(isPrivateAddress(address)).toBe(true),
  );
  it.each(['::1', 'fe80::1', 'fd00::1', '::ffff:10.0.0.1', '::ffff:7f00:1'])('%s is private', (address) =>
    expect(isPrivateAddress(address)).toBe(true),
  );
  it.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])('%s is public', (address) =>
    expect(isPrivateAddress(address)).toBe(false),
  );
});
