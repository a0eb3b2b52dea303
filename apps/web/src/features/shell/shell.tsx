'use client';

import { ActionIcon, Burger, Drawer, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconLogout } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Hints } from '../../components/hints.tsx';
import { Logo } from '../../components/logo.tsx';
import { useSession } from '../access/session.tsx';
import { ColorSchemeSwitch } from './color-scheme-switch.tsx';
import { CommandButton, Commands } from './commands.tsx';
import { ConnectionBadge } from './connection-badge.tsx';
import { Navigation } from './navigation.tsx';
import { Notices } from './notices.tsx';
import { PageLink } from './page-link.tsx';
import { useReturnFocus } from './return-focus.ts';
import classes from './shell.module.css';

/** The frame around every screen. The navigation is beside it, or behind a button in a narrow window. */
export function Shell({ build, children }: { build: string | null; children: ReactNode }) {
  const [isMenuOpen, menu] = useDisclosure();
  useReturnFocus();
  return (
    <>
      <SkipLink />
      <Hints />
      <div className={classes.shell}>
        <Commands />
        <aside className={classes.sidebar} aria-label="Console">
          <Brand />
          <CommandButton />
          <Navigation />
          <Foot />
        </aside>
        <section className={classes.topbar} aria-label="Top bar">
          <Brand />
          <Burger opened={isMenuOpen} onClick={menu.open} size="sm" aria-label="Open the navigation" />
        </section>
        <Drawer
          opened={isMenuOpen}
          onClose={menu.close}
          size={270}
          withCloseButton={false}
          padding="md"
          attributes={{ content: { 'aria-label': 'Navigation' } }}
        >
          <div className={classes.drawer}>
            <Brand />
            <CommandButton onOpen={menu.close} />
            <Navigation onNavigate={menu.close} />
            <Foot />
          </div>
        </Drawer>
        <div className={classes.main} id={contentId} tabIndex={-1}>
          <Notices build={build} />
          {children}
        </div>
      </div>
    </>
  );
}

const contentId = 'content';

/** The first Tab stop: it skips the navigation. The address keeps its fragment. */
function SkipLink() {
  return (
    <a
      href={`#${contentId}`}
      className={classes.skip}
      onClick={(event) => {
        event.preventDefault();
        document.getElementById(contentId)?.focus();
      }}
    >
      Skip to the page
    </a>
  );
}

function Brand() {
  return (
    <PageLink href="/" className={classes.brand}>
      <Logo size={26} />
      Penstock
    </PageLink>
  );
}

function Foot() {
  const { onSignOut } = useSession();
  return (
    <div className={classes.foot}>
      <ConnectionBadge />
      <div className={classes.footRow}>
        <ColorSchemeSwitch />
        <Tooltip label="Sign out">
          <ActionIcon variant="subtle" color="gray" aria-label="Sign out" onClick={onSignOut}>
            <IconLogout size={16} />
          </ActionIcon>
        </Tooltip>
      </div>
    </div>
  );
}
