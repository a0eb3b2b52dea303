'use client';

import { Tooltip } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import type { ConnectionState } from '../../graphql/connection.ts';
import { useSession } from '../access/session.tsx';
import classes from './shell.module.css';

const words: Record<ConnectionState, string> = {
  connecting: 'Connecting …',
  online: 'Connected',
  offline: 'Reconnecting …',
};

/** The state of the live connection to the API. */
export function useConnectionState(): ConnectionState {
  const { connection } = useSession().client;
  return useSyncExternalStore(connection.watch, connection.read, connection.read);
}

export function ConnectionBadge() {
  const state = useConnectionState();
  return (
    <Tooltip label="The live connection to the API" position="top-start">
      <div className={classes.connection} role="status">
        <span className={classes.connectionDot} data-state={state} />
        {words[state]}
      </div>
    </Tooltip>
  );
}
