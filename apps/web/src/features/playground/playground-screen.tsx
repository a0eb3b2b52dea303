'use client';

import { ActionIcon, Alert, Drawer, Tooltip } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconCode, IconLayoutSidebarRightExpand, IconLink, IconMessagePlus, IconShare2 } from '@tabler/icons-react';
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { prepareAnswers } from './answer.tsx';
import { CodeDialog } from './code-dialog.tsx';
import { Composer } from './composer.tsx';
import { Conversation } from './conversation.tsx';
import { Inspector, type InspectorTab } from './inspector.tsx';
import { LaneBar } from './lane-bar.tsx';
import { usePlayground, usePlaygroundState } from './playground-provider.tsx';
import classes from './playground-screen.module.css';
import { ShareDialog } from './share-dialog.tsx';
import type { InspectedLane } from './turn-view.tsx';
import { useAddress } from './use-address.ts';
import { useEstimate } from './use-estimate.ts';

/** Tries prompts, and shows their runs. */
export function PlaygroundScreen() {
  const estimate = useEstimate();
  const isNarrow = useMediaQuery('(max-width: 62em)');
  const [isDrawerOpen, drawer] = useDisclosure();
  const [tab, setTab] = useState<InspectorTab>('run');
  const [inspected, setInspected] = useState<InspectedLane | null>(null);
  useAddress();
  useEffect(prepareAnswers, []);

  const inspect = useCallback(
    (lane: InspectedLane) => {
      setInspected(lane);
      setTab('run');
      if (isNarrow) drawer.open();
    },
    [isNarrow, drawer.open],
  );
  const showNewest = useCallback(() => {
    setInspected(null);
    setTab('run');
  }, []);

  const inspector = <Inspector {...{ tab, inspected, estimate }} onTab={setTab} onInspect={setInspected} />;
  return (
    <main className={classes.screen}>
      <div className={classes.main}>
        <Bar onInspect={drawer.open} />
        <Conversation onInspect={inspect} />
        <div className={classes.composer}>
          <LinkNotice />
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

/** The bar above the conversation: the routes that answer, and the actions. */
function Bar({ onInspect }: { onInspect: () => void }) {
  const playground = usePlayground();
  const hasTurns = usePlaygroundState(({ turns }) => turns.length > 0);
  const [isSharing, share] = useDisclosure();
  const [isCoding, code] = useDisclosure();
  return (
    <div className={classes.bar}>
      <LaneBar />
      <div className={classes.actions}>
        {hasTurns && (
          <Action label="New conversation" onClick={playground.clear}>
            <IconMessagePlus size={18} />
          </Action>
        )}
        <Action label="As code" onClick={code.open}>
          <IconCode size={18} />
        </Action>
        <Action label="Share" onClick={share.open}>
          <IconShare2 size={18} />
        </Action>
        <Action label="Run and settings" onClick={onInspect} className={classes.narrowOnly}>
          <IconLayoutSidebarRightExpand size={18} />
        </Action>
      </div>
      <ShareDialog isOpen={isSharing} onClose={share.close} />
      <CodeDialog isOpen={isCoding} onClose={code.close} />
    </div>
  );
}

type ActionProps = { label: string; onClick: () => void; className?: string | undefined; children: ReactNode };

function Action({ label, onClick, className, children }: ActionProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={label}
        onClick={onClick}
        {...(className ? { className } : {})}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

/** Says that another person wrote this content. */
function LinkNotice() {
  const { dismissNotice } = usePlayground();
  const isFromLink = usePlaygroundState((state) => state.isFromLink);
  if (!isFromLink) return null;
  return (
    <Alert
      icon={<IconLink size={16} />}
      variant="light"
      p="xs"
      mb="xs"
      withCloseButton
      closeButtonLabel="Dismiss"
      onClose={dismissNotice}
    >
      This came with a link, and nothing has been sent. Read the prompt and the settings before you send.
    </Alert>
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
      closeButtonProps={{ 'aria-label': 'Close' }}
      classNames={{ header: classes.drawerHeader, body: classes.drawerBody }}
    >
      {children}
    </Drawer>
  );
}
