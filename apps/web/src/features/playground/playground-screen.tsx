'use client';

import { ActionIcon, Drawer, Tooltip } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconLayoutSidebarRightExpand, IconPlus } from '@tabler/icons-react';
import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback, useEffect, useState } from 'react';
import { Composer } from './composer.tsx';
import { Conversation } from './conversation.tsx';
import { Inspector, type InspectorTab } from './inspector.tsx';
import { usePlayground, usePlaygroundState } from './playground-provider.tsx';
import classes from './playground-screen.module.css';
import { readRoute } from './route.ts';
import { RouteSelector } from './route-selector.tsx';
import { useEstimate } from './use-estimate.ts';

/** Where a prompt is tried out, and its run followed. */
export function PlaygroundScreen() {
  const playground = usePlayground();
  const route = usePlaygroundState(({ settings }) => settings.route);
  const hasTurns = usePlaygroundState(({ turns }) => turns.length > 0);
  const estimate = useEstimate();
  const isNarrow = useMediaQuery('(max-width: 62em)');
  const [isDrawerOpen, drawer] = useDisclosure();
  const [tab, setTab] = useState<InspectorTab>('run');
  const [chosenTurnId, setChosenTurnId] = useState<string | null>(null);
  useRouteOfAddress();

  const inspector = <Inspector tab={tab} onTab={setTab} turnId={chosenTurnId} estimate={estimate} />;
  const inspect = useCallback(
    (turnId: string) => {
      setChosenTurnId(turnId);
      setTab('run');
      if (isNarrow) drawer.open();
    },
    [isNarrow, drawer.open],
  );

  return (
    <main className={classes.screen}>
      <div className={classes.main}>
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
              onClick={drawer.open}
            >
              <IconLayoutSidebarRightExpand size={18} />
            </ActionIcon>
          </div>
        </div>
        <Conversation onInspect={inspect} />
        <div className={classes.composer}>
          <Composer
            estimate={estimate}
            onSent={() => {
              setChosenTurnId(null);
              setTab('run');
            }}
          />
        </div>
      </div>
      {isNarrow ? (
        <Drawer opened={isDrawerOpen} onClose={drawer.close} position="right" size="100%" title="Run and settings">
          {inspector}
        </Drawer>
      ) : (
        <aside className={classes.inspector} aria-label="Run and settings">
          {inspector}
        </aside>
      )}
    </main>
  );
}

/** A link such as `/playground?model=openai/gpt-4o` chooses who answers, and then leaves the address as it was. */
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
