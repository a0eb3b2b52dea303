'use client';

import { Button, Collapse, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertTriangle, IconBrain, IconChevronRight, IconTool } from '@tabler/icons-react';
import { memo, useEffect, useState } from 'react';
import type * as Markdown from '../../components/markdown.tsx';
import { whenSettled } from '../../components/when-settled.ts';
import { describeCode } from '../../graphql/error-codes.ts';
import { AnswerFiles } from './answer-files.tsx';
import classes from './conversation.module.css';
import type { RunState, ToolCallDraft } from './run-state.ts';

type MarkdownModule = typeof Markdown;

// Its parser is a sixth of the page, and is not needed before the first answer.
let loadedMarkdown: MarkdownModule | null = null;
const loadMarkdown = async (): Promise<MarkdownModule> => {
  loadedMarkdown ??= await import('../../components/markdown.tsx');
  return loadedMarkdown;
};

/** Loads the parts that answers need, after the page. */
export const prepareAnswers = (): void => void whenSettled(loadMarkdown);

/** Null until it is loaded. An answer is plain text until then. */
function useMarkdown(): MarkdownModule | null {
  const [markdown, setMarkdown] = useState(loadedMarkdown);
  useEffect(() => {
    if (markdown === null) void loadMarkdown().then(setMarkdown);
  }, [markdown]);
  return markdown;
}

/** The output of a run so far: reasoning, text, tool calls, files and error. */
export function Answer({ run, onRepeat }: { run: RunState; onRepeat: (() => void) | null }) {
  const isWaiting =
    (run.phase === 'starting' || run.phase === 'running') && run.text === '' && run.toolCalls.length === 0;
  return (
    <div className={classes.answer} aria-live="polite" aria-busy={run.endedAtMs === null}>
      {run.reasoning && <Reasoning text={run.reasoning} isThinking={run.text === '' && run.endedAtMs === null} />}
      {isWaiting && !run.reasoning && <Waiting run={run} />}
      {run.text && <AnswerText text={run.text} isStreaming={run.endedAtMs === null} />}
      {run.toolCalls.map((call) => (
        <ToolCall key={call.index} call={call} />
      ))}
      {run.settled && <AnswerFiles parts={run.settled.parts} />}
      {run.error && <RunError error={run.error} onRepeat={onRepeat} />}
    </div>
  );
}

/** Before the first output: the running model, and the models that failed before it. */
function Waiting({ run }: { run: RunState }) {
  const [failed, running] = [run.attempts.at(-2), run.attempts.at(-1)];
  const reason = failed?.errorCode && describeCode(failed.errorCode).title;
  return (
    <div className={classes.waiting} role="status">
      <span className={classes.pulse} />
      {run.link === 'reconnecting' && 'Reconnecting …'}
      {run.link === 'live' && running && `Waiting for ${running.model} …`}
      {reason && <span className={classes.waitingNote}>{`${failed.model}: ${reason}.`}</span>}
    </div>
  );
}

const AnswerText = memo(function AnswerText({ text, isStreaming }: { text: string; isStreaming: boolean }) {
  const markdown = useMarkdown();
  return (
    <div data-streaming={isStreaming || undefined} className={classes.text}>
      {markdown === null ? (
        <span className={classes.plain} dir="auto">
          {text}
        </span>
      ) : (
        <markdown.Markdown text={text} isStreaming={isStreaming} />
      )}
    </div>
  );
});

function Reasoning({ text, isThinking }: { text: string; isThinking: boolean }) {
  const [isOpen, { toggle }] = useDisclosure(false);
  return (
    <div className={classes.reasoning}>
      <UnstyledButton className={classes.reasoningToggle} aria-expanded={isOpen} onClick={toggle}>
        <IconBrain size={15} stroke={1.7} />
        {isThinking ? 'Thinking …' : 'Reasoning'}
        <IconChevronRight size={14} className={classes.arrow} />
      </UnstyledButton>
      <Collapse expanded={isOpen}>
        <div className={classes.reasoningText} dir="auto">
          {text}
        </div>
      </Collapse>
    </div>
  );
}

function ToolCall({ call }: { call: ToolCallDraft }) {
  return (
    <div className={classes.tool}>
      <div className={classes.toolHead}>
        <IconTool size={15} stroke={1.7} />
        Calls <b>{call.name}</b>
      </div>
      <pre className={classes.toolArguments}>{prettyJson(call.argumentsText)}</pre>
    </div>
  );
}

function RunError({ error, onRepeat }: { error: { code: string; message: string }; onRepeat: (() => void) | null }) {
  const { title, hint } = describeCode(error.code);
  return (
    <div className={classes.error} role="alert">
      <IconAlertTriangle size={17} className={classes.errorIcon} />
      <div className={classes.errorBody}>
        <b>{title}</b>
        <div>{error.message}</div>
        {hint && <div className={classes.hint}>{hint}</div>}
      </div>
      {onRepeat && (
        <Button size="compact-sm" variant="default" onClick={onRepeat}>
          Try again
        </Button>
      )}
    </div>
  );
}

/** Indented when complete, and unchanged while it arrives. */
function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
