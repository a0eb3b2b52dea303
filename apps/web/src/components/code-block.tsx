'use client';

import { ActionIcon } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { type CSSProperties, memo, useEffect, useState } from 'react';
import type { ColoredPiece } from './color-code.ts';
import { useCopy } from './copy-button.tsx';
import classes from './markdown.module.css';

type CodeBlockProps = {
  code: string;
  /** The language after the fence; empty without one. */
  language: string;
  /** Whether more code will follow. Open code has no colors. */
  isOpen: boolean;
};

/** Code with a copy button. An open block only appends to its last lines. */
export function CodeBlock({ code, language, isOpen }: CodeBlockProps) {
  const { copied, copy } = useCopy();
  const pieces = useColors(code, language, isOpen);
  return (
    <figure className={classes.code} aria-label={language ? `Code in ${language}` : 'Code'}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: Long lines are scrolled by the keyboard. */}
      <pre tabIndex={0}>
        <code>
          {pieces
            ? pieces.map(({ content, style }, index) => (
                <span key={index} style={style as CSSProperties}>
                  {content}
                </span>
              ))
            : chunksOf(code).map((chunk, index) => <Chunk key={index} text={chunk} />)}
        </code>
      </pre>
      {!isOpen && (
        <ActionIcon
          className={classes.copy}
          size="sm"
          variant="default"
          aria-label="Copy the code"
          onClick={() => copy(code)}
        >
          {copied ? <IconCheck size={13} /> : <IconCopy size={13} />}
        </ActionIcon>
      )}
    </figure>
  );
}

/** A separate box, so that new text does not cause a layout of the earlier lines. */
const Chunk = memo(function Chunk({ text }: { text: string }) {
  return <span className={classes.chunk}>{text}</span>;
});

const linesPerChunk = 32;

function chunksOf(code: string): string[] {
  const chunks: string[] = [];
  let start = 0;
  let lines = 0;
  for (let at = code.indexOf('\n'); at !== -1; at = code.indexOf('\n', at + 1)) {
    lines += 1;
    if (lines % linesPerChunk !== 0) continue;
    chunks.push(code.slice(start, at + 1));
    start = at + 1;
  }
  if (start < code.length) chunks.push(code.slice(start));
  return chunks;
}

/** The colored pieces of complete code; null before they are known, and for languages without colors. */
function useColors(code: string, language: string, isOpen: boolean): readonly ColoredPiece[] | null {
  const [colored, setColored] = useState<{ code: string; pieces: readonly ColoredPiece[] } | null>(null);
  useEffect(() => {
    if (isOpen || language === '') return;
    let isCurrent = true;
    void import('./color-code.ts')
      .then(({ colorCode }) => colorCode(code, language))
      .then((pieces) => isCurrent && pieces && setColored({ code, pieces }))
      // If the color code cannot be loaded, the text stays plain.
      .catch(() => {});
    return () => {
      isCurrent = false;
    };
  }, [code, language, isOpen]);
  return colored?.code === code && !isOpen ? colored.pieces : null;
}
