'use client';

import { Tabs } from '@mantine/core';
import { IconActivity, IconAdjustmentsHorizontal } from '@tabler/icons-react';
import type { Turn } from './build-input.ts';
import classes from './playground-screen.module.css';
import { PreviewPanel, RunPanel } from './run-panel.tsx';
import { SettingsPanel } from './settings-panel.tsx';
import type { Estimate } from './use-estimate.ts';

export type InspectorTab = 'run' | 'settings';

type InspectorProps = {
  tab: InspectorTab;
  onTab: (tab: InspectorTab) => void;
  /** The turn that is looked at; null for the prompt that is being typed. */
  turn: Turn | null;
  estimate: Estimate;
};

/** What stands beside the conversation: the run, or the settings. */
export function Inspector({ tab, onTab, turn, estimate }: InspectorProps) {
  return (
    <Tabs
      className={classes.tabs}
      value={tab}
      onChange={(value) => onTab(value === 'settings' ? 'settings' : 'run')}
      classNames={{ list: classes.tabList, tab: classes.tab, panel: classes.tabPanel }}
    >
      <Tabs.List>
        <Tabs.Tab value="run" leftSection={<IconActivity size={15} />}>
          Run
        </Tabs.Tab>
        <Tabs.Tab value="settings" leftSection={<IconAdjustmentsHorizontal size={15} />}>
          Settings
        </Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="run">
        {turn ? (
          <RunPanel run={turn.run} />
        ) : (
          <PreviewPanel plan={estimate.type === 'planned' ? estimate.plan : null} />
        )}
      </Tabs.Panel>
      <Tabs.Panel value="settings">
        <SettingsPanel />
      </Tabs.Panel>
    </Tabs>
  );
}
