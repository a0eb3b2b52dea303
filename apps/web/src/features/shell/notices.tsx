'use client';

import { IconAlertTriangle, IconPlugConnectedX } from '@tabler/icons-react';
import { useAttention } from '../attention/attention-provider.tsx';
import { useConnectionState } from './connection-badge.tsx';
import { PageLink } from './page-link.tsx';
import classes from './shell.module.css';

/** What concerns every page: the lost connection, and a policy that could not be loaded. */
export function Notices() {
  const isOffline = useConnectionState() === 'offline';
  const { policyProblem } = useAttention();
  return (
    <>
      {isOffline && (
        <div className={classes.banner} role="alert">
          <IconPlugConnectedX size={16} />
          The API does not answer. The console reconnects by itself.
        </div>
      )}
      {policyProblem !== null && (
        <div className={classes.strip} role="status">
          <IconAlertTriangle size={16} className={classes.stripIcon} />
          <span>
            The newest policy is not in force. {policyProblem} <PageLink href="/policy">Open the policy</PageLink>
          </span>
        </div>
      )}
    </>
  );
}
