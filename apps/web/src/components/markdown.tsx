import { ActionIcon } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { type ComponentProps, memo, useRef } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import classes from './markdown.module.css';
import { splitMarkdown } from './split-markdown.ts';

/** Markdown from a model. HTML in it is shown as text, and no resource is loaded. */
export function Markdown({ text }: { text: string }) {
  return (
    <div className={classes.markdown}>
      {splitMarkdown(text).map((block, index) => (
        <Block key={index} text={block} />
      ))}
    </div>
  );
}

const plugins = [remarkGfm];

const parts: Components = {
  a: ({ node: _, ...props }) => <a {...props} target="_blank" rel="noreferrer noopener" />,
  // An image's address could leak the conversation to its server, so it is shown as a link and not loaded.
  img: ({ src, alt }) => (
    <a href={typeof src === 'string' ? src : undefined} target="_blank" rel="noreferrer noopener">
      {alt || 'image'}
    </a>
  ),
  pre: ({ node: _, ...props }) => <CodeBlock {...props} />,
  table: ({ node: _, ...props }) => (
    <div className={classes.scroll}>
      <table {...props} />
    </div>
  ),
};

const Block = memo(function Block({ text }: { text: string }) {
  return (
    <ReactMarkdown remarkPlugins={plugins} components={parts}>
      {text}
    </ReactMarkdown>
  );
});

function CodeBlock(props: ComponentProps<'pre'>) {
  const code = useRef<HTMLPreElement>(null);
  const clipboard = useClipboard();
  return (
    <div className={classes.code}>
      <pre {...props} ref={code} />
      <ActionIcon
        className={classes.copy}
        size="sm"
        variant="default"
        aria-label="Copy the code"
        onClick={() => clipboard.copy(code.current?.textContent ?? '')}
      >
        {clipboard.copied ? <IconCheck size={13} /> : <IconCopy size={13} />}
      </ActionIcon>
    </div>
  );
}
