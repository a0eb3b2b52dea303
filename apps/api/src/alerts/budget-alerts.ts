import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../database/log.ts';
import type { Budget } from '../ledger/budget.ts';
import { writeMoney } from '../ledger/money.ts';
import type { SettledPeriod } from '../ledger/write-settlements.ts';
import { postWebhook, type Webhook, WebhookAddressError } from './post-webhook.ts';

export type BudgetAlertsTools = {
  log: Log;
  /** Null: alerts go only to the log. */
  webhook: Webhook | null;
  nowMs(): number;
  /** The pause before the second try, milliseconds. It doubles with each further try. Default 1,000. */
  firstPauseMs?: number;
};

const tries = 6;

/** Sends alerts of budgets to the log and to the webhook. The webhook is retried for about half a minute. */
export class BudgetAlerts {
  readonly #tools: BudgetAlertsTools;
  readonly #alerted = new Set<string>();
  readonly #sending = new Set<Promise<void>>();
  readonly #closing = new AbortController();

  constructor(tools: BudgetAlertsTools) {
    this.#tools = tools;
  }

  /** `alertedBy`: the generation that crossed the threshold. Each alert is sent once. */
  notify(budget: Budget, period: SettledPeriod, alertedBy: string): void {
    const id = `${period.budgetId}-${period.windowStartMs}-${alertedBy}`;
    if (this.#alerted.has(id)) return;
    this.#alerted.add(id);
    const alert = describe(budget, period, this.#tools.nowMs());
    this.#tools.log.warn({ alert }, `Budget '${budget.name}' has spent $${alert.spentUsd} of $${alert.limitUsd}.`);
    if (this.#tools.webhook === null) return;
    const sent = this.#send(this.#tools.webhook, id, JSON.stringify({ type: 'budget.threshold', id, ...alert }));
    this.#sending.add(sent);
    void sent.finally(() => this.#sending.delete(sent));
  }

  /** Tries pending alerts at most once more. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#sending);
  }

  async #send(webhook: Webhook, id: string, body: string): Promise<void> {
    for (let number = 1; ; number++) {
      try {
        await postWebhook(webhook, id, body, this.#tools.nowMs());
        return;
      } catch (error) {
        if (error instanceof WebhookAddressError || number === tries || this.#closing.signal.aborted) {
          this.#tools.log.error({ err: error, alert: id }, 'An alert could not be delivered to the webhook.');
          return;
        }
      }
      const pauseMs = (this.#tools.firstPauseMs ?? 1_000) * 2 ** (number - 1);
      await sleep(pauseMs, null, { signal: this.#closing.signal }).catch(() => {});
    }
  }
}

/** The body of the webhook, without its type and id. */
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
