import type { RetentionEntry } from '../schema/retention-entry.ts';
import type { IssueList } from './issue-list.ts';

/** Content is removed with its record at the latest, so a longer time for content would be a false promise. */
export function checkRetention(
  { content_days: contentDays, record_days: recordDays }: RetentionEntry,
  issues: IssueList,
): void {
  if (contentDays == null || recordDays == null || contentDays <= recordDays) return;
  const message = `Must be at most record_days (${recordDays}), not ${contentDays}: content is removed together with its record.`;
  issues.add({ path: ['retention', 'content_days'], message });
}
