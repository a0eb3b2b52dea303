'use client';

import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { cssVariables, theme } from '../../theme/theme.ts';
import { AccessGate } from '../access/access-gate.tsx';
import { AttentionProvider } from '../attention/attention-provider.tsx';
import { SessionHealth } from '../health/health-provider.tsx';
import { PlaygroundProvider } from '../playground/playground-provider.tsx';
import { Shell } from './shell.tsx';

/** The frame of every screen: theme, access, live state and navigation. */
export function Console({ build, children }: { build: string | null; children: ReactNode }) {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <section aria-label="Notifications">
        <Notifications position="bottom-right" limit={4} withinPortal={false} />
      </section>
      {/* Menus, lists and hints open here, so that they are within a landmark. */}
      <section id="popovers" aria-label="Menus" />
      <AccessGate>
        <SessionHealth>
          <PlaygroundProvider>
            <ModalsProvider labels={{ confirm: 'Confirm', cancel: 'Cancel' }}>
              <AttentionProvider>
                <Shell build={build}>{children}</Shell>
              </AttentionProvider>
            </ModalsProvider>
          </PlaygroundProvider>
        </SessionHealth>
      </AccessGate>
    </MantineProvider>
  );
}
