import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './notice.module.css';

type NoticeProps = {
  title: string;
  text?: ReactNode;
  icon?: ReactNode;
  tone?: 'plain' | 'bad';
  /** Whether the title is the page's heading, for pages without another heading. */
  isPage?: boolean;
  /** Buttons for the user's options. */
  children?: ReactNode;
};

/** Shown in place of missing content: empty, not found, or an error. */
export function Notice({ title, text, icon, tone = 'plain', isPage, children }: NoticeProps) {
  return (
    <div className={classes.notice} role={tone === 'bad' ? 'alert' : 'status'}>
      {icon && (
        <div className={classes.icon} data-tone={tone}>
          {icon}
        </div>
      )}
      <Text component={isPage ? 'h1' : 'p'} m={0} fw={600}>
        {title}
      </Text>
      {text && (
        <Text size="sm" c="dimmed">
          {text}
        </Text>
      )}
      {children && <div className={classes.actions}>{children}</div>}
    </div>
  );
}
