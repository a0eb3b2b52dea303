'use client';

import { useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { lazy, useEffect, useRef, useSyncExternalStore } from 'react';
import { LazyPart } from '../../components/lazy-part.tsx';
import { useViewer } from '../access/use-viewer.ts';
import { useOpenPage } from './page-link.tsx';
import { allSections } from './sections.ts';
import classes from './shell.module.css';

// Loaded when first opened.
const Palette = lazy(() => import('./command-palette.tsx').then((module) => ({ default: module.CommandPalette })));
const Keys = lazy(() => import('./keyboard-help.tsx').then((module) => ({ default: module.KeyboardHelp })));

type Open = 'palette' | 'keys' | null;

let open: Open = null;
const listeners = new Set<() => void>();
const watch = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

function show(next: Open): void {
  open = next;
  for (const listener of listeners) listener();
}

/** The command palette and the list of keys. Keys open both from every page. */
export function Commands() {
  const shown = useSyncExternalStore(
    watch,
    () => open,
    () => null,
  );
  // Also within an input, since the shortcut is not a letter alone.
  useHotkeys([['mod+K', () => show('palette')]], []);
  useHotkeys([['shift+?', () => show('keys')]]);
  useSectionKeys();
  const close = () => show(null);
  return (
    <LazyPart key={shown} onFailure={close}>
      {shown === 'palette' && <Palette onClose={close} onShowKeys={() => show('keys')} />}
      {shown === 'keys' && <Keys onClose={close} />}
    </LazyPart>
  );
}

/** Opens the command palette by a click. */
export function CommandButton({ onOpen }: { onOpen?: () => void }) {
  return (
    <button
      type="button"
      className={classes.search}
      onClick={() => {
        onOpen?.();
        show('palette');
      }}
    >
      <IconSearch size={15} />
      Search
      <kbd>{isApple() ? '⌘ K' : 'Ctrl K'}</kbd>
    </button>
  );
}

function isApple(): boolean {
  return typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.platform);
}

/** Maximum time between the two letters of a shortcut such as `g m`. Milliseconds. */
const sequenceMs = 1_000;

/** `g` and a letter open a section. */
function useSectionKeys(): void {
  const openPage = useOpenPage();
  const { can } = useViewer();
  const begunMs = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const isSecond = performance.now() - begunMs.current < sequenceMs;
      begunMs.current = event.key === 'g' && !isSecond ? performance.now() : Number.NEGATIVE_INFINITY;
      if (!isSecond) return;
      const section = allSections.find(({ shortcut, permission }) => shortcut === event.key && can(permission));
      if (section === undefined) return;
      event.preventDefault();
      openPage(section.href);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [openPage, can]);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}
