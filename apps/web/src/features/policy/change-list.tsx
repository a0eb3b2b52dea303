import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import classes from './policy.module.css';
import type { PolicyCheck } from './use-validation.ts';

const firstShown = 12;
const signs = { ADDED: '+', REMOVED: '−', CHANGED: '~' } as const;
const words = { ADDED: 'Added', REMOVED: 'Removed', CHANGED: 'Changed' } as const;

/** The differences from the policy in force, in words. */
export function ChangeList({ changes }: { changes: PolicyCheck['diff'] }) {
  const [isWhole, setWhole] = useState(false);
  if (changes.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No setting differs. Comments and layout do not count.
      </Text>
    );
  }
  const shown = isWhole ? changes : changes.slice(0, firstShown);
  return (
    <>
      <ul className={classes.changes} aria-label="Changes">
        {shown.map(({ path, change, text }) => (
          <li key={`${path} ${change} ${text}`} title={path}>
            <span className={classes.sign} data-change={change} role="img" aria-label={words[change]}>
              {signs[change]}
            </span>
            <span>{text}</span>
          </li>
        ))}
      </ul>
      {changes.length > firstShown && (
        <Button size="compact-xs" variant="subtle" mt={6} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Show fewer' : `Show all ${changes.length}`}
        </Button>
      )}
    </>
  );
}
