import { UnstyledButton } from '@mantine/core';
import classes from './policy.module.css';
import type { PolicyCheck } from './use-validation.ts';

/** Maximum number of listed problems. The rest is counted. */
const mostShown = 50;

type IssueListProps = {
  issues: PolicyCheck['issues'];
  onShow: (issue: { line: number; column: number }) => void;
};

/** The problems of a draft. A click goes to the line. */
export function IssueList({ issues, onShow }: IssueListProps) {
  if (issues.length === 0) return null;
  return (
    <ol className={classes.issues} aria-label="Problems">
      {issues.slice(0, mostShown).map((issue) => (
        <li key={`${issue.line}:${issue.column} ${issue.message}`}>
          <UnstyledButton className={classes.issue} onClick={() => onShow(issue)}>
            <span className={classes.line}>Line {issue.line}</span>
            <span>
              {issue.path !== '' && <code>{issue.path}</code>} {issue.message}
            </span>
          </UnstyledButton>
        </li>
      ))}
      {issues.length > mostShown && <li className={classes.more}>and {issues.length - mostShown} more</li>}
    </ol>
  );
}
