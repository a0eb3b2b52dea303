import { vendors } from '@penstock/providers';
import { type Policy, parsePolicy } from '@penstock/router';
import { buildRules, type Rules, type RulesSources } from '../rules/rules.ts';

const oneModel = 'models: { openai: { gpt-4o-mini: { quality: 0.7 } } }';

/** The policy in a file's text. */
export function parseSamplePolicy(yaml: string): Policy {
  const parsed = parsePolicy(yaml, { fileName: 'policy.yml', environment: {}, vendors: Object.values(vendors) });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return parsed.policy;
}

/** The sources of rules with this policy only. */
export function sampleSources(yaml = oneModel, changes: Partial<RulesSources> = {}): RulesSources {
  const routing = {
    defaultProvider: null,
    strategy: null,
    enableFallback: null,
    preferLocal: null,
    maxLatencyMs: null,
  };
  return { policy: parseSamplePolicy(yaml), overrides: [], environment: {}, sandbox: null, routing, ...changes };
}

/** Rules with this policy. */
export function sampleRules(yaml?: string, changes?: Partial<RulesSources>): Rules {
  return buildRules(sampleSources(yaml, changes), 1, Date.UTC(2026, 0, 1));
}
