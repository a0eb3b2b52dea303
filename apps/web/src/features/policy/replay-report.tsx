import { Text } from '@mantine/core';
import { StatRow } from '../../components/stat-row.tsx';
import { formatUsd } from '../../format/money.ts';
import { formatCount, formatShare } from '../../format/tokens.ts';
import { PageLink } from '../shell/page-link.tsx';
import classes from './policy.module.css';
import type { PolicyCheck } from './use-validation.ts';

type Replay = NonNullable<PolicyCheck['replay']>;
type ReplayReportProps = { replay: Replay | null; isDirty: boolean; hasIssues: boolean };

/** The effect of a draft on the last requests: their models and their cost. */
export function ReplayReport({ replay, isDirty, hasIssues }: ReplayReportProps) {
  if (replay === null) {
    let text = 'Shows where the last requests would go, and what they would cost. No model is called.';
    if (isDirty) text = hasIssues ? 'The requests are planned once the problems are solved.' : 'Planning …';
    return (
      <Text size="sm" c="dimmed">
        {text}
      </Text>
    );
  }
  if (replay.requests === 0) {
    return (
      <Text size="sm" c="dimmed">
        No request is recorded yet. Send one in the Playground, then the effect of a draft appears here.
      </Text>
    );
  }
  const { requests, moved, refused, unpriced, costBeforeUsd, costAfterUsd } = replay;
  return (
    <>
      <StatRow
        size="small"
        stats={[
          { label: 'Moved', value: formatCount(moved), note: `of ${formatCount(requests)}` },
          {
            label: 'Refused',
            value: formatCount(refused),
            note: refused === 0 ? 'none' : formatShare(refused / requests),
          },
          { label: 'Cost', value: formatUsd(costAfterUsd), note: costNote(costBeforeUsd, costAfterUsd) },
        ]}
      />
      {unpriced > 0 && (
        <Text size="xs" c="dimmed" mt={6}>
          {formatCount(unpriced)} without a price are not in the cost.
        </Text>
      )}
      {replay.changes.length > 0 && <Changes replay={replay} />}
    </>
  );
}

function costNote(before: string, after: string): string {
  return Number(before) === Number(after) ? 'as before' : `was ${formatUsd(before)}`;
}

function Changes({ replay: { changes, moved, refused } }: { replay: Replay }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls is reached by the keyboard
    <section className={classes.moved} aria-label="Requests that change" tabIndex={0}>
      <table className={classes.small}>
        <caption>
          {changes.length < moved + refused ? `The newest ${changes.length} that change` : 'Those that change'}
        </caption>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col" data-align="right">
              Cost
            </th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ generationId, before, after, costBeforeUsd, costAfterUsd }) => (
            <tr key={generationId} data-id={generationId}>
              <td>
                <PageLink href={`/generations/${generationId}`}>{before ?? 'no model'}</PageLink>
              </td>
              <td>{after ?? <span className={classes.refused}>refused</span>}</td>
              <td data-align="right">
                {formatUsd(costBeforeUsd)} → {after === null ? '–' : formatUsd(costAfterUsd)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
