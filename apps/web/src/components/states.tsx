import { Alert, Button, Skeleton, Stack } from '@mantine/core';
import { IconAlertTriangle, IconClockPause, IconInbox, IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useId } from 'react';
import type { CombinedError } from 'urql';
import { describeError } from '../graphql/describe-error.ts';
import { Notice } from './notice.tsx';

/** A part whose data is loading. `lines`: approximate number of lines that it will have, default 3. */
export function Loading({ lines = 3, label = 'Loading' }: { lines?: number; label?: string }) {
  const id = useId();
  return (
    <Stack gap={10} role="status" aria-label={label} aria-busy>
      {Array.from({ length: lines }, (_, index) => (
        <Skeleton key={`${id}${index}`} height={14} width={`${90 - ((index * 17) % 45)}%`} />
      ))}
    </Stack>
  );
}

type EmptyProps = { title: string; text?: ReactNode; icon?: ReactNode; action?: ReactNode };

/** A part without data. `text` and `action` name the next step. */
export function Empty({ title, text, icon = <IconInbox size={22} />, action }: EmptyProps) {
  return (
    <Notice title={title} text={text} icon={icon}>
      {action}
    </Notice>
  );
}

/** A part whose data could not be read. */
export function Failed({ error, onRetry }: { error: CombinedError; onRetry?: () => void }) {
  const { title, message, hint } = describeError(error);
  return (
    <Notice
      tone="bad"
      icon={<IconAlertTriangle size={22} />}
      title={title}
      text={hint === null ? message : `${message} ${hint}`}
    >
      {onRetry && (
        <Button variant="default" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Notice>
  );
}

/** A part that is hidden from the viewer's role. `what` completes "… is for": `The audit log`. */
export function Forbidden({ what, text }: { what: string; text?: ReactNode }) {
  return (
    <Notice
      icon={<IconLock size={22} />}
      title={`${what}: no permission`}
      text={text ?? 'Ask an administrator for a key or a role that allows it.'}
    />
  );
}

/** A line above old data, with the reason. */
export function Stale({ text, onRetry }: { text?: ReactNode; onRetry?: () => void }) {
  return (
    <Alert color="yellow" variant="light" p="xs" mb="sm" icon={<IconClockPause size={16} />} role="status">
      {text ?? 'These figures may be old: the last attempt to read them failed.'}
      {onRetry && (
        <Button size="compact-xs" variant="subtle" ml={8} onClick={onRetry}>
          Try again
        </Button>
      )}
    </Alert>
  );
}
