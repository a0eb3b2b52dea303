import { memo, type ReactNode, useId, useMemo } from 'react';
import ReactMarkdown, { type Components, type Options } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { CodeBlock } from './code-block.tsx';
import classes from './markdown.module.css';
import { readFencedCode, splitMarkdown } from './split-markdown.ts';

type MarkdownProps = {
  text: string;
  /** Whether more text will follow. Footnotes and link definitions take effect at the end. */
  isStreaming?: boolean;
};

/** Markdown from a model. HTML in it is shown as text, and no resource is loaded. */
export const Markdown = memo(function Markdown({ text, isStreaming = false }: MarkdownProps) {
  const blocks = useMemo(() => blocksOf(text, isStreaming), [text, isStreaming]);
  return (
    <div className={classes.markdown}>
      {blocks.map((block, index) => (
        <Block key={index} text={block} />
      ))}
    </div>
  );
});

/** A definition applies to the whole text, so a text with a definition is a single block. */
function blocksOf(text: string, isStreaming: boolean): string[] {
  const hasDefinition = !isStreaming && text.split('\n').some((line) => /^ {0,3}\[[^\]]+\]:/.test(line));
  return hasDefinition ? [text] : splitMarkdown(text);
}

const Block = memo(function Block({ text }: { text: string }) {
  const fenced = readFencedCode(text);
  return fenced ? <CodeBlock {...fenced} /> : <Prose text={text} />;
});

const plugins = [remarkGfm];

function Prose({ text }: { text: string }) {
  // Footnotes link by id, and a page shows several answers.
  const id = useId();
  const options = useMemo((): Options['remarkRehypeOptions'] => ({ clobberPrefix: `${id}-` }), [id]);
  return (
    <ReactMarkdown remarkPlugins={plugins} remarkRehypeOptions={options} components={parts}>
      {text}
    </ReactMarkdown>
  );
}

const parts: Components = {
  a({ node, href, children, ...props }) {
    const isFootnote = node?.properties.dataFootnoteRef !== undefined || 'data-footnote-backref' in props;
    if (isFootnote) {
      return (
        <a href={href} {...props}>
          {children}
        </a>
      );
    }
    return <OutsideLink address={href}>{children}</OutsideLink>;
  },
  // An image's address could send the conversation to its server, so it is a link and is not loaded.
  img: ({ src, alt }) => <OutsideLink address={src}>{alt || 'image'}</OutsideLink>,
  pre({ node }) {
    const code = node?.children[0];
    if (code?.type !== 'element') return null;
    const [content] = code.children;
    const language = /language-([^\s,]+)/.exec(String(code.properties.className ?? ''))?.[1] ?? '';
    return <CodeBlock language={language} code={content?.type === 'text' ? content.value : ''} isOpen={false} />;
  },
  table: ({ node: _, ...props }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: A wide table is scrolled by the keyboard.
    <figure className={classes.scroll} aria-label="Table" tabIndex={0}>
      <table {...props} />
    </figure>
  ),
};

/**
 * A link out of the console. Other addresses are shown as text: a model must not link into the console, or run a
 * script.
 */
function OutsideLink({ address, children }: { address: unknown; children?: ReactNode }) {
  if (typeof address !== 'string' || !/^(https?:\/\/|mailto:)/i.test(address)) return <span>{children}</span>;
  return (
    <a href={address} target="_blank" rel="noreferrer noopener">
      {children}
    </a>
  );
}
