import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './notice.module.css';

type NoticeProps = {
  title: string;
  text?: ReactNode;
  icon?: ReactNode;
  tone?: 'plain' | 'bad';
  /** Buttons for the user's options. */
  children?: ReactNode;
};

/** Replaces missing content: empty, not found, or an error. */
export function Notice({ title, text, icon, tone = 'plain', children }: NoticeProps) {
  return (
    <div className={classes.notice} role={tone === 'bad' ? 'alert' : 'status'}>
      {icon && (
        <div className={classes.icon} data-tone={tone}>
          {icon}
        </div>
      )}
      <Text fw={600}>{title}</Text>
      {text && (
        <Text size="sm" c="dimmed">
          {text}
        </Text>
      )}
      {children && <div className={classes.actions}>{children}</div>}
    </div>
  );
}
