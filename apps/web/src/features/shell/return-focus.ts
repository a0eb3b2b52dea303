'use client';

import { useEffect } from 'react';

/** Maximum number of elements that may get the focus back. */
const mostRemembered = 20;
const dialogs = '[role="dialog"]';

/**
 * Returns the focus when a dialog is removed from the document. It goes to the last focused element that is still
 * shown. With another dialog below, the focus stays within that dialog. Mantine does so only for dialogs that stay
 * mounted.
 */
export function useReturnFocus(): void {
  useEffect(() => {
    const history: HTMLElement[] = [];
    const remember = ({ target }: FocusEvent): void => {
      if (!(target instanceof HTMLElement)) return;
      const index = history.indexOf(target);
      if (index !== -1) history.splice(index, 1);
      history.push(target);
      if (history.length > mostRemembered) history.shift();
    };
    // After Mantine's own handler.
    const give = (): void => {
      if (document.activeElement !== document.body) return;
      const below = [...document.querySelectorAll(dialogs)].at(-1) ?? document.body;
      history
        .findLast((element) => below.contains(element) && element.checkVisibility())
        ?.focus({ preventScroll: true });
    };
    // Dialogs are children of the body, or of the single element that Mantine adds to it for them.
    const observer = new MutationObserver((records) => {
      for (const { addedNodes, removedNodes } of records) {
        for (const node of addedNodes) if (isPortal(node)) observer.observe(node, { childList: true });
        if ([...removedNodes].some(isElement)) setTimeout(give, afterMs);
      }
    });
    document.addEventListener('focusin', remember);
    observer.observe(document.body, { childList: true });
    for (const node of document.body.children) if (isPortal(node)) observer.observe(node, { childList: true });
    return () => {
      document.removeEventListener('focusin', remember);
      observer.disconnect();
    };
  }, []);
}

const afterMs = 20;

function isElement(node: Node): boolean {
  return node instanceof HTMLElement;
}

function isPortal(node: Node): boolean {
  return node instanceof HTMLElement && node.hasAttribute('data-mantine-shared-portal-node');
}
