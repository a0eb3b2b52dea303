import { formatCount, formatShare } from '../../format/tokens.ts';
import type { Health } from '../health/health-store.ts';

/** A problem that a person should look at, with its remedy. */
export type Problem = {
  /** Stable while the problem lasts. */
  id: string;
  /** The address of the section that it belongs to. */
  section: '/health' | '/budgets' | '/policy' | '/models';
  tone: 'bad' | 'slow';
  /** The subject: a model, a budget, a provider. */
  subject: string;
  text: string;
  /** The link to the remedy. */
  remedy: { label: string; href: string };
};

export type BudgetState = {
  id: string;
  name: string;
  limitUsd: string;
  spentUsd: string;
  reservedUsd: string;
  alertThreshold: number | null;
  hard: boolean;
  /** Null in the first twentieth of a window, and for a budget without a window. */
  forecast: { fullAt: string | null } | null;
};

export type ProviderState = {
  id: string;
  displayName: string;
  configured: boolean;
  local?: boolean;
  /** Absent for viewers who may not see it. */
  setupHint?: string | null | undefined;
};

export type ProblemSources = {
  healths: Iterable<Health>;
  budgets: readonly BudgetState[];
  /** The providers that chains name. */
  providers: readonly ProviderState[];
  /** The reason why the policy's newest revision is not in force; null without a problem. */
  policyProblem: string | null;
  /** Whether the viewer may change budgets. */
  mayRaise: boolean;
  /** Formats a moment, such as `4:40 PM`. */
  formatMoment: (ms: number) => string;
};

/** A model is a problem below this share of successful recent calls. */
const leastSuccessRate = 0.5;
/** The share of a budget at which it is a problem, when the budget itself sets none. */
const usualThreshold = 0.8;

/** All problems, the worst first. */
export function findProblems(sources: ProblemSources): Problem[] {
  const { healths, budgets, providers, policyProblem } = sources;
  const found = [
    ...(policyProblem === null ? [] : [describePolicy(policyProblem)]),
    ...Array.from(healths, describeModel),
    ...budgets.map((budget) => describeBudget(budget, sources)),
    ...describeProviders(providers),
  ].filter((problem) => problem !== null);
  return found.toSorted((left, right) => Number(right.tone === 'bad') - Number(left.tone === 'bad'));
}

function describePolicy(text: string): Problem {
  const remedy = { label: 'Open the policy', href: '/policy' };
  return { id: 'policy', section: '/policy', tone: 'bad', subject: 'Policy', text, remedy };
}

function describeModel({ model, status, successRate, reason }: Health): Problem | null {
  const isFailing = successRate !== null && successRate < leastSuccessRate;
  if (status !== 'UNAVAILABLE' && !isFailing) return null;
  const text =
    successRate === 0
      ? 'fails every call'
      : isFailing
        ? `fails ${formatShare(1 - successRate)} of its calls`
        : 'is not available';
  return {
    id: `model ${model}`,
    section: '/health',
    tone: 'bad',
    subject: model,
    text: reason ? `${text}: ${reason}` : text,
    remedy: { label: 'Open', href: `/models/${model}` },
  };
}

function describeBudget(
  budget: BudgetState,
  { mayRaise, formatMoment }: Pick<ProblemSources, 'mayRaise' | 'formatMoment'>,
): Problem | null {
  const limit = Number(budget.limitUsd);
  const used = Number(budget.spentUsd) + Number(budget.reservedUsd);
  const share = limit === 0 ? 1 : used / limit;
  const fullAt = budget.forecast?.fullAt ?? null;
  const isNear = share >= (budget.alertThreshold ?? usualThreshold);
  if (!isNear && fullAt === null) return null;
  const forecast = fullAt === null ? '' : `, full at about ${formatMoment(Date.parse(fullAt))}`;
  const effect = budget.hard ? 'requests beyond it are refused' : 'it only counts and alerts';
  return {
    id: `budget ${budget.id}`,
    section: '/budgets',
    tone: share >= 1 && budget.hard ? 'bad' : 'slow',
    subject: budget.name,
    text: share >= 1 ? `is used up: ${effect}` : `is at ${formatShare(Math.round(share * 1_000) / 1_000)}${forecast}`,
    remedy: mayRaise ? { label: 'Raise', href: `/budgets?edit=${budget.id}` } : { label: 'Open', href: '/budgets' },
  };
}

/** One line for each provider without a key, or a single line when there are many. */
function describeProviders(providers: readonly ProviderState[]): Problem[] {
  const without = providers.filter(({ configured }) => !configured);
  const base = { section: '/models', tone: 'slow' } as const;
  if (without.length <= 3) {
    return without.map(({ id, displayName, setupHint }) => ({
      ...base,
      id: `provider ${id}`,
      subject: displayName,
      text: setupHint ? `has no key, but chains use it: ${setupHint}` : 'has no key, but chains use it',
      remedy: { label: 'How', href: `/models?provider=${id}` },
    }));
  }
  const first = without.find(({ local }) => !local) ?? without[0];
  return [
    {
      ...base,
      id: 'providers',
      subject: `${formatCount(without.length)} providers`,
      text: `have no key, but chains use them. For ${first?.displayName}: ${first?.setupHint ?? 'set its key'}`,
      remedy: { label: 'How', href: '/models' },
    },
  ];
}
