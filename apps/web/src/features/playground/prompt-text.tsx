'use client';

import { UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import classes from './conversation.module.css';

/** Longer prompts are folded, so that the answer is in view. Characters, and lines. */
const longFrom = { characters: 1_500, lines: 16 };

/** A prompt as it was typed. Of a long prompt, the start. */
export function PromptText({ text }: { text: string }) {
  const [isWhole, setIsWhole] = useState(false);
  const isLong = text.length > longFrom.characters || text.split('\n', longFrom.lines + 1).length > longFrom.lines;
  return (
    <div className={classes.prompt}>
      <div className={classes.promptText} dir="auto" data-folded={(isLong && !isWhole) || undefined}>
        {text}
      </div>
      {isLong && (
        <UnstyledButton className={classes.fold} aria-expanded={isWhole} onClick={() => setIsWhole(!isWhole)}>
          {isWhole ? 'Show less' : 'Show all of the prompt'}
        </UnstyledButton>
      )}
    </div>
  );
}
