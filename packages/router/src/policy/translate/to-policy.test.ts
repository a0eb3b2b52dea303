import { describe, expect, test } from 'vitest';
import { policyOf } from '../testing/parse.ts';

const models = 'models: { openai: { gpt-4: } }';

describe('limits, retention and features', () => {
  test('have their defaults', () => {
    expect(policyOf(models)).toMatchObject({
      providers: [],
      costControls: { dailyBudgetUsd: null, perRequestLimitUsd: null, alertThreshold: 0.8, allowsUnpriced: false },
      retention: { keepsContent: true, workspaces: new Map(), contentDays: null, recordDays: null, auditDays: 365 },
      features: {
        reroutesFiltered: false,
        fetchesImages: true,
        hedging: null,
        cache: { ttlMs: 3_600_000, taskTypes: new Set() },
      },
    });
  });

  test('keep stated values', () => {
    const yaml = `${models}
cost_controls: { daily_budget: 100, per_request_limit: 0.5, alert_threshold: 0.9, allow_unpriced: true }
retention: { content: none, workspaces: { lab: all, legal: none }, content_days: 30, record_days: 400, audit_days: 90 }
features: { reroute_filtered: true, fetch_images: false, cache: { ttl_s: 60, task_types: [faq] } }`;
    expect(policyOf(yaml)).toMatchObject({
      costControls: { dailyBudgetUsd: 100, perRequestLimitUsd: 0.5, alertThreshold: 0.9, allowsUnpriced: true },
      retention: {
        keepsContent: false,
        workspaces: new Map([
          ['lab', true],
          ['legal', false],
        ]),
        contentDays: 30,
        recordDays: 400,
        auditDays: 90,
      },
      features: { reroutesFiltered: true, fetchesImages: false, cache: { ttlMs: 60_000, taskTypes: new Set(['faq']) } },
    });
  });

  test.each([
    ['true', { ttlMs: 3_600_000, taskTypes: new Set() }],
    ['false', null],
  ])('take %s for the response cache', (value, cache) => {
    expect(policyOf(`${models}\nfeatures: { cache: ${value} }`).features.cache).toEqual(cache);
  });

  test.each([
    [0.8, 0.8],
    [80, 0.8],
    [1, 1],
    [100, 1],
  ])('an alert threshold of %d is a share of %d', (said, share) => {
    expect(policyOf(`${models}\ncost_controls: { alert_threshold: ${said} }`).costControls.alertThreshold).toBe(share);
  });
});
