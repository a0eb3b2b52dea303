import { Button, SegmentedControl, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconLoader2, IconPencil } from '@tabler/icons-react';
import { memo } from 'react';
import { Card } from '../../components/card.tsx';
import { formatCount } from '../../format/tokens.ts';
import { ChangeList } from './change-list.tsx';
import { IssueList } from './issue-list.tsx';
import classes from './policy.module.css';
import { ReplayReport } from './replay-report.tsx';
import type { Validation } from './use-validation.ts';

const replaySizes = [100, 1_000, 10_000];

type DraftReportProps = {
  validation: Validation;
  isDirty: boolean;
  replay: number;
  onReplay: (count: number) => void;
  onShowIssue: (issue: { line: number; column: number }) => void;
};

/** The report on a draft: its problems, its changes in words, and its effect on the last requests. */
export const DraftReport = memo(function DraftReport(props: DraftReportProps) {
  const { validation, isDirty, replay, onReplay, onShowIssue } = props;
  const { check, isCurrent } = validation;
  const shown = isDirty ? check : null;
  const sizes = (
    <SegmentedControl
      size="xs"
      aria-label="Requests to replay"
      value={String(replay)}
      onChange={(value) => onReplay(Number(value))}
      data={replaySizes.map((size) => ({ value: String(size), label: formatCount(size) }))}
    />
  );
  return (
    <div className={classes.report} data-stale={(isDirty && !isCurrent) || undefined}>
      <Card title="Check">
        <CheckState validation={validation} isDirty={isDirty} />
        {shown && <IssueList issues={shown.issues} onShow={onShowIssue} />}
      </Card>
      <Card title="Changes">
        {shown ? (
          <ChangeList changes={shown.diff} />
        ) : (
          <Text size="sm" c="dimmed">
            {isDirty ? 'Checking …' : 'Edit the document to see what differs from the policy in force.'}
          </Text>
        )}
      </Card>
      <Card title="Last requests under this draft" aside={sizes}>
        <ReplayReport replay={shown?.replay ?? null} isDirty={isDirty} hasIssues={(shown?.issues.length ?? 0) > 0} />
      </Card>
    </div>
  );
});

function CheckState({ validation, isDirty }: { validation: Validation; isDirty: boolean }) {
  const { check, isCurrent, isRunning, failure, retry } = validation;
  if (!isDirty) return <State icon={<IconPencil size={16} />} text="Nothing is changed yet." />;
  if (failure !== null) {
    return (
      <div className={classes.checkState} role="alert" data-tone="bad">
        <IconCircleX size={16} />
        <span>{failure}</span>
        <Button size="compact-xs" variant="default" onClick={retry}>
          Check again
        </Button>
      </div>
    );
  }
  if (isRunning || !isCurrent || check === null) return <State icon={<IconLoader2 size={16} />} text="Checking …" />;
  if (check.isValid)
    return <State icon={<IconCircleCheck size={16} />} tone="good" text="No problems: it can be applied." />;
  const { length } = check.issues;
  return (
    <State icon={<IconCircleX size={16} />} tone="bad" text={length === 1 ? 'One problem' : `${length} problems`} />
  );
}

function State({ icon, text, tone }: { icon: React.ReactNode; text: string; tone?: 'good' | 'bad' }) {
  return (
    <div className={classes.checkState} role="status" data-tone={tone}>
      {icon}
      <span>{text}</span>
    </div>
  );
}
