'use client';

import { Tooltip } from '@mantine/core';
import { useEffect, useState } from 'react';

/** Time for which the pointer rests before the text is shown. Milliseconds. */
const openDelayMs = 250;

/**
 * Shows the text in `data-hint` of the element under the pointer, in a single tooltip. Mantine makes a tooltip for each
 * element, which takes a second in a table of hundreds.
 */
export function Hints() {
  const [shown, setShown] = useState<{ target: HTMLElement; text: string } | null>(null);

  useEffect(() => {
    let pointed: HTMLElement | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const pointTo = (next: HTMLElement | null): void => {
      if (next === pointed) return;
      pointed = next;
      clearTimeout(timer);
      setShown(null);
      const text = next?.dataset.hint;
      if (next !== null && text !== undefined) timer = setTimeout(() => setShown({ target: next, text }), openDelayMs);
    };
    const onPointer = ({ target, pointerType }: PointerEvent): void => {
      const isFinger = pointerType === 'touch' || !(target instanceof Element);
      pointTo(isFinger ? null : target.closest<HTMLElement>('[data-hint]'));
    };
    const onLeave = (): void => pointTo(null);
    const onKey = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') setShown(null);
    };
    document.addEventListener('pointerover', onPointer);
    document.documentElement.addEventListener('pointerleave', onLeave);
    document.addEventListener('keydown', onKey);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('pointerover', onPointer);
      document.documentElement.removeEventListener('pointerleave', onLeave);
      document.removeEventListener('keydown', onKey);
    };
  }, []);

  return shown === null ? null : <Tooltip target={shown.target} label={shown.text} opened />;
}
