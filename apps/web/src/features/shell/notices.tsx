'use client';

import { IconAlertTriangle, IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import { useSession } from '../access/session.tsx';
import { useAttention } from '../attention/attention-provider.tsx';
import { reloadPage, useBuildWatch } from './build-watch.ts';
import { useConnectionState } from './connection-badge.tsx';
import { PageLink } from './page-link.tsx';
import classes from './shell.module.css';

/** The notices for every page: the lost connection, a new build, and a policy that could not be loaded. */
export function Notices({ build }: { build: string | null }) {
  const isOffline = useConnectionState() === 'offline';
  const isOutdated = useBuildWatch({ build, connection: useSession().client.connection });
  const { policyProblem } = useAttention();
  return (
    <>
      {isOffline && (
        <div className={classes.banner} role="alert">
          <IconPlugConnectedX size={16} />
          The API does not answer. The console reconnects by itself.
        </div>
      )}
      {isOutdated && (
        <div className={classes.strip} data-tone="plain" role="status">
          <IconRefresh size={16} className={classes.stripIcon} />
          <span>
            The console was updated. Reload this page to use the new version. Unsaved text is then lost.{' '}
            <button type="button" className={classes.stripButton} onClick={reloadPage}>
              Reload
            </button>
          </span>
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
