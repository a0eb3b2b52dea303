'use client';

import { ActionIcon, Textarea, Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowUp, IconPlayerStopFilled } from '@tabler/icons-react';
import { type KeyboardEvent, useState } from 'react';
import classes from './composer.module.css';
import { EstimateLine } from './estimate-line.tsx';
import { usePlayground, usePlaygroundState } from './playground-provider.tsx';
import { hasEnded } from './run-state.ts';
import type { Estimate } from './use-estimate.ts';

/** The prompt's input with its estimated cost. During an answer it shows the cancel button. */
export function Composer({ estimate, onSent }: { estimate: Estimate; onSent: () => void }) {
  const playground = usePlayground();
  const draft = usePlaygroundState((state) => state.draft);
  const isBusy = usePlaygroundState(({ turns }) => turns.some(({ run }) => !hasEnded(run)));
  const [problem, setProblem] = useState<string | null>(null);
  // Touch keyboards have no shift-enter. There, Enter starts a new line and the button sends.
  const isTouch = useMediaQuery('(pointer: coarse)');

  const send = () => {
    const found = playground.send();
    setProblem(found);
    if (found === null) onSent();
  };
  const handleKey = (event: KeyboardEvent) => {
    if (isTouch || event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (!isBusy) send();
  };

  return (
    <div className={classes.composer}>
      <Textarea
        aria-label="Prompt"
        placeholder="Ask something"
        autosize
        autoFocus
        minRows={2}
        maxRows={10}
        variant="unstyled"
        classNames={{ input: classes.input }}
        value={draft}
        onChange={(event) => {
          playground.write(event.currentTarget.value);
          setProblem(null);
        }}
        onKeyDown={handleKey}
      />
      <div className={classes.foot}>
        <EstimateLine
          estimate={problem ? { type: 'invalid', problem } : estimate}
          hint={isBusy ? 'Answering …' : isTouch ? '' : 'Enter sends, Shift + Enter starts a new line'}
        />
        {isBusy ? <CancelButton /> : <SendButton isEnabled={draft.trim() !== ''} onSend={send} />}
      </div>
    </div>
  );
}

function CancelButton() {
  const { cancel } = usePlayground();
  return (
    <Tooltip label="Stop the answer">
      <ActionIcon size={34} radius="xl" color="dark" variant="default" aria-label="Cancel" onClick={cancel}>
        <IconPlayerStopFilled size={15} />
      </ActionIcon>
    </Tooltip>
  );
}

function SendButton({ isEnabled, onSend }: { isEnabled: boolean; onSend: () => void }) {
  return (
    <ActionIcon size={34} radius="xl" aria-label="Send" disabled={!isEnabled} onClick={onSend}>
      <IconArrowUp size={18} stroke={2.2} />
    </ActionIcon>
  );
}
