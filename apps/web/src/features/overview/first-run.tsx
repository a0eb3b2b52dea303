'use client';

import { Anchor, Button, Code } from '@mantine/core';
import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Card } from '../../components/card.tsx';
import { Snippet } from '../../components/snippet.tsx';
import { curlSnippet } from '../settings/call-snippets.ts';
import { PageLink } from '../shell/page-link.tsx';
import classes from './first-run.module.css';

export type FirstSteps = {
  hasAnswer: boolean;
  hasProvider: boolean;
  /** As `set OPENAI_API_KEY`. */
  setupHint: string | null;
  hasBudget: boolean;
  /** A call with a key, in the form that programs use. */
  hasOwnCall: boolean;
};

type FirstRunProps = {
  steps: FirstSteps;
  /** Whether the user may configure providers and budgets. */
  operates: boolean;
  origin: string;
  onDismiss: () => void;
};

/** The first steps with Penstock. Each is ticked when it is done. */
export function FirstRun({ steps, operates, origin, onDismiss }: FirstRunProps) {
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
          <Anchor component={PageLink} href="/playground" inherit>
            Playground
          </Anchor>{' '}
          streams one. Without a key, the built-in sandbox answers.
        </Step>
        <Step isDone={hasProvider} title="Set a provider's key">
          {hasProvider ? (
            'A provider is configured.'
          ) : !operates || setupHint === null ? (
            'An operator sets it. Until then the built-in sandbox answers.'
          ) : (
            <>
              Write <Code>{variableOf(setupHint)}=…</Code> into the file <Code>.env</Code> next to{' '}
              <Code>package.json</Code>, and start Penstock again.{' '}
              <Anchor component={PageLink} href="/models" inherit>
                Models
              </Anchor>{' '}
              shows the variable of each provider.
            </>
          )}
        </Step>
        <Step isDone={hasBudget} title="Set a budget">
          A hard{' '}
          <Anchor component={PageLink} href="/budgets" inherit>
            budget
          </Anchor>{' '}
          refuses requests that would exceed it, before any money is spent.{!operates && ' Operators set budgets.'}
        </Step>
        <Step isDone={hasOwnCall} title="Call it from your code">
          <Anchor component={PageLink} href="/keys" inherit>
            Create a key
          </Anchor>
          , and point any OpenAI client at <Code>{origin}/v1</Code>:
          <Snippet text={curlSnippet(origin)} />
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

/** The variable in a hint such as `set OPENAI_API_KEY`. */
function variableOf(hint: string): string {
  return /[A-Z][A-Z0-9_]+/.exec(hint)?.[0] ?? 'OPENAI_API_KEY';
}
