'use client';

import { ActionIcon, Drawer, Tooltip } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconLayoutSidebarRightExpand, IconPlus } from '@tabler/icons-react';
import { usePathname, useSearchParams } from 'next/navigation';
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { Composer } from './composer.tsx';
import { Conversation } from './conversation.tsx';
import { Inspector, type InspectorTab } from './inspector.tsx';
import { usePlayground, usePlaygroundState } from './playground-provider.tsx';
import classes from './playground-screen.module.css';
import { readRoute } from './route.ts';
import { RouteSelector } from './route-selector.tsx';
import { useEstimate } from './use-estimate.ts';

/** Tries out prompts, and shows their runs. */
export function PlaygroundScreen() {
  const estimate = useEstimate();
  const isNarrow = useMediaQuery('(max-width: 62em)');
  const [isDrawerOpen, drawer] = useDisclosure();
  const [tab, setTab] = useState<InspectorTab>('run');
  const [chosenTurnId, setChosenTurnId] = useState<string | null>(null);
  useRouteOfAddress();

  const inspect = useCallback(
    (turnId: string) => {
      setChosenTurnId(turnId);
      setTab('run');
      if (isNarrow) drawer.open();
    },
    [isNarrow, drawer.open],
  );
  const showNewest = useCallback(() => {
    setChosenTurnId(null);
    setTab('run');
  }, []);

  const inspector = <Inspector tab={tab} onTab={setTab} turnId={chosenTurnId} estimate={estimate} />;
  return (
    <main className={classes.screen}>
      <div className={classes.main}>
        <Bar onInspect={drawer.open} />
        <Conversation onInspect={inspect} />
        <div className={classes.composer}>
          <Composer estimate={estimate} onSent={showNewest} />
        </div>
      </div>
      {isNarrow ? (
        <NarrowInspector isOpen={isDrawerOpen} onClose={drawer.close}>
          {inspector}
        </NarrowInspector>
      ) : (
        <aside className={classes.inspector} aria-label="Run and settings">
          {inspector}
        </aside>
      )}
    </main>
  );
}

/** The bar above the conversation: the route, and the actions. */
function Bar({ onInspect }: { onInspect: () => void }) {
  const playground = usePlayground();
  const route = usePlaygroundState(({ settings }) => settings.route);
  const hasTurns = usePlaygroundState(({ turns }) => turns.length > 0);
  return (
    <div className={classes.bar}>
      <RouteSelector route={route} onChange={(next) => playground.change({ route: next })} />
      <div className={classes.actions}>
        {hasTurns && (
          <Tooltip label="New conversation">
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label="New conversation"
              onClick={playground.clear}
            >
              <IconPlus size={18} />
            </ActionIcon>
          </Tooltip>
        )}
        <ActionIcon
          className={classes.narrowOnly}
          variant="subtle"
          color="gray"
          size="lg"
          aria-label="Run and settings"
          onClick={onInspect}
        >
          <IconLayoutSidebarRightExpand size={18} />
        </ActionIcon>
      </div>
    </div>
  );
}

type NarrowInspectorProps = { isOpen: boolean; onClose: () => void; children: ReactNode };

function NarrowInspector({ isOpen, onClose, children }: NarrowInspectorProps) {
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      position="right"
      size="100%"
      title="Run and settings"
      padding="sm"
      classNames={{ header: classes.drawerHeader, body: classes.drawerBody }}
    >
      {children}
    </Drawer>
  );
}

/** A link such as `/playground?model=openai/gpt-4o` selects the route. The address then loses the parameter. */
function useRouteOfAddress() {
  const playground = usePlayground();
  const path = usePathname();
  const parameters = useSearchParams();
  useEffect(() => {
    const route = readRoute(new URLSearchParams(parameters));
    if (!route) return;
    playground.change({ route });
    window.history.replaceState(null, '', path);
  }, [parameters, path, playground]);
}
