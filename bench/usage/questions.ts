import type { GenerationFilter } from '../../apps/api/src/records/generation-listing.ts';
import type { UsageQuery } from '../../apps/api/src/usage/usage-report.ts';

/** Reports by name. All cover 90 days. */
export const reports: Readonly<Record<string, UsageQuery>> = {
  totals: {},
  'by model': { groupBy: ['MODEL'] },
  'by day': { interval: 'DAY' },
  'by model and day': { groupBy: ['MODEL'], interval: 'DAY' },
  'by model and day, without percentiles': { groupBy: ['MODEL'], interval: 'DAY', withSpread: false },
  'by workspace and day': { groupBy: ['WORKSPACE'], interval: 'DAY' },
  'by API key and day': { groupBy: ['API_KEY'], interval: 'DAY' },
  'by task type and model': { groupBy: ['TASK_TYPE', 'MODEL'] },
  "a workspace's, by model and day": { workspaceId: 'workspace-0', groupBy: ['MODEL'], interval: 'DAY' },
  "a workspace's, by API key and task type": { workspaceId: 'workspace-0', groupBy: ['API_KEY', 'TASK_TYPE'] },
  "a model's, by day": { modelId: 'provider-0/model-0', interval: 'DAY' },
};

/** Start of pages, days ago; null for the newest. */
type Page = { filter: GenerationFilter; daysAgo?: number };

const dayMs = 86_400_000;
const daysAgo = (days: number): Date => new Date(Date.now() - days * dayMs);

/** Pages of 50 generations: common and rare filters, alone and combined, also without matches. */
export const pages: Readonly<Record<string, Page>> = {
  'the newest': { filter: {} },
  '80 days back': { filter: {}, daysAgo: 80 },
  'a workspace': { filter: { workspaceId: 'workspace-0' } },
  'a workspace, 80 days back': { filter: { workspaceId: 'workspace-0' }, daysAgo: 80 },
  'a model': { filter: { modelId: 'provider-0/model-0' } },
  'a rare model': { filter: { modelId: 'provider-9/model-39' } },
  'a provider, 80 days back': { filter: { providerId: 'provider-3' }, daysAgo: 80 },
  failures: { filter: { status: 'FAILED' } },
  'failures, 80 days back': { filter: { status: 'FAILED' }, daysAgo: 80 },
  'failures of a workspace': { filter: { workspaceId: 'workspace-0', status: 'FAILED' } },
  'failures of a model: none': { filter: { modelId: 'provider-0/model-0', status: 'FAILED' } },
  'failures of a task type in a workspace': {
    filter: { workspaceId: 'workspace-19', status: 'FAILED', taskType: 'task-5' },
  },
  'a model of a workspace': { filter: { workspaceId: 'workspace-0', modelId: 'provider-0/model-0' } },
  'a model that a workspace hardly calls': { filter: { workspaceId: 'workspace-0', modelId: 'provider-9/model-39' } },
  'a provider of a workspace, 40 to 50 days back': {
    filter: { workspaceId: 'workspace-0', providerId: 'provider-5', from: daysAgo(50), to: daysAgo(40) },
  },
  'a task type of a workspace': { filter: { workspaceId: 'workspace-0', taskType: 'task-1' } },
  'an unused task type, of a workspace': { filter: { workspaceId: 'workspace-0', taskType: 'task-9' } },
  'a task type of a model': { filter: { modelId: 'provider-9/model-39', taskType: 'task-3' } },
  'a model and another provider: none': { filter: { modelId: 'provider-0/model-0', providerId: 'provider-1' } },
  'a model, an hour 60 days ago': {
    filter: { modelId: 'provider-1/model-1', from: daysAgo(60), to: daysAgo(60 - 1 / 24) },
  },
  'a run': { filter: { executionId: 'run-700' } },
};
