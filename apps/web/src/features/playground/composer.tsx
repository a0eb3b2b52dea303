'use client';

import { ActionIcon, FileButton, Textarea, Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowUp, IconFile, IconPaperclip, IconPhoto, IconPlayerStopFilled, IconX } from '@tabler/icons-react';
import { type ClipboardEvent, type KeyboardEvent, useState } from 'react';
import classes from './composer.module.css';
import { EstimateLine } from './estimate-line.tsx';
import { usePlayground, usePlaygroundState } from './playground-provider.tsx';
import { acceptedFiles, readAttachments } from './read-attachments.ts';
import { hasEnded } from './run-state.ts';
import type { Estimate } from './use-estimate.ts';

/** The prompt's input with its files and its estimated cost. It shows the cancel button during an answer. */
export function Composer({ estimate, onSent }: { estimate: Estimate; onSent: () => void }) {
  const playground = usePlayground();
  const draft = usePlaygroundState((state) => state.draft);
  const canSend = usePlaygroundState(
    ({ draft, files, settings }) => draft.trim() !== '' || files.length > 0 || settings.template !== null,
  );
  const isBusy = usePlaygroundState(({ turns }) => turns.some(({ lanes }) => lanes.some(({ run }) => !hasEnded(run))));
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
  const attach = async (picked: readonly File[]) => {
    const result = await readAttachments(playground.read().files, picked);
    playground.attach(result.files);
    setProblem(result.problem);
  };
  const handlePaste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    void attach([...event.clipboardData.files]);
  };

  return (
    <div className={classes.composer}>
      <Files />
      <Textarea
        aria-label="Prompt"
        attributes={{ input: { dir: 'auto' } }}
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
        onPaste={handlePaste}
      />
      <div className={classes.foot}>
        <EstimateLine
          estimate={problem ? { type: 'invalid', problem } : estimate}
          hint={hintOf({ isBusy, isTouch: isTouch === true })}
        />
        <div className={classes.buttons}>
          <FileButton multiple accept={acceptedFiles} onChange={(picked) => void attach(picked)}>
            {(props) => (
              <Tooltip label="Add images or files">
                <ActionIcon {...props} variant="subtle" color="gray" size={34} radius="xl" aria-label="Add files">
                  <IconPaperclip size={17} />
                </ActionIcon>
              </Tooltip>
            )}
          </FileButton>
          {isBusy ? <CancelButton /> : <SendButton isEnabled={canSend} onSend={send} />}
        </div>
      </div>
    </div>
  );
}

function hintOf({ isBusy, isTouch }: { isBusy: boolean; isTouch: boolean }): string {
  if (isBusy) return 'Answering …';
  return isTouch ? '' : 'Enter sends, Shift + Enter starts a new line';
}

function Files() {
  const { attach } = usePlayground();
  const files = usePlaygroundState((state) => state.files);
  if (files.length === 0) return null;
  return (
    <div className={classes.files}>
      {files.map(({ name, mediaType }, index) => (
        <span key={index} className={classes.file}>
          {mediaType.startsWith('image/') ? <IconPhoto size={14} /> : <IconFile size={14} />}
          {name}
          <ActionIcon
            variant="subtle"
            color="gray"
            size="xs"
            aria-label={`Remove ${name}`}
            onClick={() => attach(files.toSpliced(index, 1))}
          >
            <IconX size={12} />
          </ActionIcon>
        </span>
      ))}
    </div>
  );
}

function CancelButton() {
  const { cancel } = usePlayground();
  return (
    <Tooltip label="Stop the answer">
      <ActionIcon size={34} radius="xl" color="dark" variant="default" aria-label="Cancel" onClick={() => cancel()}>
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
