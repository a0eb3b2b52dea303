'use client';

import { Tabs } from '@mantine/core';
import { IconActivity, IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { usePlaygroundState } from './playground-provider.tsx';
import classes from './playground-screen.module.css';
import { PreviewPanel, RunPanel } from './run-panel.tsx';
import { SettingsPanel } from './settings-panel.tsx';
import type { Estimate } from './use-estimate.ts';

export type InspectorTab = 'run' | 'settings';

type InspectorProps = {
  tab: InspectorTab;
  onTab: (tab: InspectorTab) => void;
  /** The inspected turn. Null selects the last turn, or before the first one the typed prompt. */
  turnId: string | null;
  estimate: Estimate;
};

/** The panel beside the conversation: the run, or the settings. */
export function Inspector({ tab, onTab, turnId, estimate }: InspectorProps) {
  const hasTurns = usePlaygroundState(({ turns }) => turns.length > 0);
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
        {hasTurns ? (
          <InspectedRun turnId={turnId} />
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

/** Only this part follows the run, so that the rest is not rendered with every token. */
function InspectedRun({ turnId }: { turnId: string | null }) {
  const run = usePlaygroundState(({ turns }) => (turns.find(({ id }) => id === turnId) ?? turns.at(-1))?.run);
  return run && <RunPanel run={run} />;
}
