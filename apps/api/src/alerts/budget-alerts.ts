import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../database/log.ts';
import type { Budget } from '../ledger/budget.ts';
import { writeMoney } from '../ledger/money.ts';
import type { SettledPeriod } from '../ledger/write-settlements.ts';
import { postWebhook, type Webhook, WebhookAddressError } from './post-webhook.ts';

export type BudgetAlertsTools = {
  log: Log;
  /** Null: alerts go to the log alone. */
  webhook: Webhook | null;
  nowMs(): number;
  /** The pause before the second try, milliseconds; it doubles with each further one. Default 1,000. */
  firstPauseMs?: number;
};

const tries = 6;

/** Tells of budgets whose threshold was crossed: to the log, and to the webhook, tried again for about half a minute. */
export class BudgetAlerts {
  private readonly tools: BudgetAlertsTools;
  private readonly told = new Set<string>();
  private readonly sending = new Set<Promise<void>>();
  private readonly closing = new AbortController();

  constructor(tools: BudgetAlertsTools) {
    this.tools = tools;
  }

  /** `alertedBy` is the generation that crossed it: the same crossing is told once. */
  notify(budget: Budget, period: SettledPeriod, alertedBy: string): void {
    const id = `${period.budgetId}-${period.windowStartMs}-${alertedBy}`;
    if (this.told.has(id)) return;
    this.told.add(id);
    const alert = describe(budget, period, this.tools.nowMs());
    this.tools.log.warn({ alert }, `Budget '${budget.name}' has spent $${alert.spentUsd} of $${alert.limitUsd}.`);
    if (this.tools.webhook === null) return;
    const sent = this.send(this.tools.webhook, id, JSON.stringify({ type: 'budget.threshold', id, ...alert }));
    this.sending.add(sent);
    void sent.finally(() => this.sending.delete(sent));
  }

  /** Tries what is on its way once more at the most. */
  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all(this.sending);
  }

  private async send(webhook: Webhook, id: string, body: string): Promise<void> {
    for (let number = 1; ; number++) {
      try {
        await postWebhook(webhook, id, body, this.tools.nowMs());
        return;
      } catch (error) {
        if (error instanceof WebhookAddressError || number === tries || this.closing.signal.aborted) {
          this.tools.log.error({ err: error, alert: id }, 'An alert could not be delivered to the webhook.');
          return;
        }
      }
      const pauseMs = (this.tools.firstPauseMs ?? 1_000) * 2 ** (number - 1);
      await sleep(pauseMs, null, { signal: this.closing.signal }).catch(() => {});
    }
  }
}

/** What the webhook is sent, beside its type and id. */
function describe(budget: Budget, { windowStartMs, spent }: SettledPeriod, nowMs: number) {
  const { id, name, workspaceId, apiKeyId, modelId, providerId, window, limit, hard, alertThreshold } = budget;
  return {
    budget: { id, name, workspaceId, apiKeyId, model: modelId, provider: providerId, window, hard },
    limitUsd: writeMoney(limit),
    spentUsd: writeMoney(spent),
    alertThreshold,
    windowStart: window === 'TOTAL' ? null : new Date(windowStartMs).toISOString(),
    at: new Date(nowMs).toISOString(),
  };
}
