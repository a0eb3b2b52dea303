'use client';

import { ActionIcon, Anchor, Button, Code, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCircle, IconCircleCheckFilled, IconCopy } from '@tabler/icons-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Card } from '../../components/card.tsx';
import classes from './first-run.module.css';

export type FirstSteps = {
  hasAnswer: boolean;
  hasProvider: boolean;
  /** As `set OPENAI_API_KEY`. */
  setupHint: string | null;
  hasBudget: boolean;
  /** A call with a key, as programs make it. */
  hasOwnCall: boolean;
};

type FirstRunProps = { steps: FirstSteps; origin: string; onDismiss: () => void };

/** The first steps with Penstock. Each is ticked as it happens. */
export function FirstRun({ steps, origin, onDismiss }: FirstRunProps) {
  const { hasAnswer, hasProvider, setupHint, hasBudget, hasOwnCall } = steps;
  const done = [hasAnswer, hasProvider, hasBudget, hasOwnCall].filter(Boolean).length;
  return (
    <Card
      title={`First steps: ${done} of 4`}
      aside={
        <Button size="compact-sm" variant="subtle" onClick={onDismiss}>
          {done === 4 ? 'Done' : 'Hide'}
        </Button>
      }
    >
      <ol className={classes.steps}>
        <Step isDone={hasAnswer} title="Get a first answer">
          The{' '}
          <Anchor component={Link} href="/playground" prefetch={false} inherit>
            Playground
          </Anchor>{' '}
          streams one. Without any key the built-in sandbox answers.
        </Step>
        <Step isDone={hasProvider} title="Give a provider's key">
          {setupHint === null ? (
            'A provider is configured.'
          ) : (
            <>
              Write <Code>{variableOf(setupHint)}=…</Code> into the file <Code>.env</Code> beside{' '}
              <Code>package.json</Code>, and start Penstock again.{' '}
              <Anchor component={Link} href="/models" prefetch={false} inherit>
                Models
              </Anchor>{' '}
              names the variable of each provider.
            </>
          )}
        </Step>
        <Step isDone={hasBudget} title="Set a budget">
          A hard{' '}
          <Anchor component={Link} href="/budgets" prefetch={false} inherit>
            budget
          </Anchor>{' '}
          refuses what would exceed it, before any money is spent.
        </Step>
        <Step isDone={hasOwnCall} title="Call it from your code">
          <Anchor component={Link} href="/keys" prefetch={false} inherit>
            Create a key
          </Anchor>
          , and point any OpenAI client at <Code>{origin}/v1</Code>:
          <Snippet text={snippetFor(origin)} />
        </Step>
      </ol>
    </Card>
  );
}

type StepProps = { isDone: boolean; title: string; children: ReactNode };

function Step({ isDone, title, children }: StepProps) {
  return (
    <li className={classes.step} data-done={isDone || undefined}>
      <span className={classes.tick} role="img" aria-label={isDone ? 'done' : 'to do'}>
        {isDone ? <IconCircleCheckFilled size={20} /> : <IconCircle size={20} stroke={1.6} />}
      </span>
      <div className={classes.body}>
        <h3 className={classes.title}>{title}</h3>
        <div className={classes.text}>{children}</div>
      </div>
    </li>
  );
}

/** Code with a button that copies it. */
export function Snippet({ text }: { text: string }) {
  return (
    <div className={classes.snippet}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide line scrolls, and so must be reachable by keyboard. */}
      <pre tabIndex={0}>{text}</pre>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? 'Copied' : 'Copy'}>
            <ActionIcon
              className={classes.copy}
              variant="subtle"
              color="gray"
              aria-label="Copy the code"
              onClick={copy}
            >
              {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </div>
  );
}

/** The variable that a hint names, as in `set OPENAI_API_KEY`. */
export function variableOf(hint: string): string {
  return /[A-Z][A-Z0-9_]+/.exec(hint)?.[0] ?? 'OPENAI_API_KEY';
}

export function snippetFor(origin: string): string {
  return `curl ${origin}/v1/chat/completions \\
  -H "Authorization: Bearer $PENSTOCK_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"model": "auto", "messages": [{"role": "user", "content": "Hello"}]}'`;
}
