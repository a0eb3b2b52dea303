'use client';

import { NativeSelect, Tabs } from '@mantine/core';
import { IconActivity, IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { usePlaygroundState } from './playground-provider.tsx';
import classes from './playground-screen.module.css';
import { routeLabel } from './route.ts';
import { PreviewPanel, RunPanel } from './run-panel.tsx';
import { SettingsPanel } from './settings-panel.tsx';
import type { InspectedLane } from './turn-view.tsx';
import type { Estimate } from './use-estimate.ts';

export type InspectorTab = 'run' | 'settings';

type InspectorProps = {
  tab: InspectorTab;
  onTab: (tab: InspectorTab) => void;
  /** The inspected run. Null selects the runs of the last turn, or the typed prompt before the first turn. */
  inspected: InspectedLane | null;
  onInspect: (lane: InspectedLane) => void;
  estimate: Estimate;
};

/** The panel beside the conversation: the run, or the settings. */
export function Inspector({ tab, onTab, inspected, onInspect, estimate }: InspectorProps) {
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
          <InspectedRun inspected={inspected} onInspect={onInspect} />
        ) : (
          <PreviewPanel lanes={estimate.type === 'planned' ? estimate.lanes : []} />
        )}
      </Tabs.Panel>
      <Tabs.Panel value="settings">
        <SettingsPanel />
      </Tabs.Panel>
    </Tabs>
  );
}

/** Only this part follows the run, so that the rest is not rendered with every token. */
function InspectedRun({ inspected, onInspect }: Pick<InspectorProps, 'inspected' | 'onInspect'>) {
  const turn = usePlaygroundState(({ turns }) => turns.find(({ id }) => id === inspected?.turnId) ?? turns.at(-1));
  if (!turn) return null;
  const laneIndex = turn.id === inspected?.turnId ? inspected.laneIndex : 0;
  const run = turn.lanes[laneIndex]?.run;
  return (
    <>
      {turn.lanes.length > 1 && (
        <NativeSelect
          label="Answer"
          mb="md"
          value={laneIndex}
          data={turn.lanes.map(({ route }, index) => ({
            value: `${index}`,
            label: `${index + 1}. ${routeLabel(route)}`,
          }))}
          onChange={({ currentTarget }) => onInspect({ turnId: turn.id, laneIndex: Number(currentTarget.value) })}
        />
      )}
      {run && <RunPanel run={run} />}
    </>
  );
}
