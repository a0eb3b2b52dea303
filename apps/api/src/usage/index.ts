export { readUsage } from './read-usage.ts';
export type {
  UsageDimension,
  UsageGroup,
  UsageInterval,
  UsageQuery,
  UsageReport,
  UsageTotals,
} from './usage-report.ts';
