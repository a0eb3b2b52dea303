'use client';

import { Button, Group, Text } from '@mantine/core';
import { IconArrowBackUp, IconCheck } from '@tabler/icons-react';
import { lazy, useCallback, useState } from 'react';
import { LazyPart } from '../../components/lazy-part.tsx';
import { whenSettled } from '../../components/when-settled.ts';
import { formatDateTime } from '../../format/date-time.ts';
import { ApplyDialog } from './apply-dialog.tsx';
import { ConflictNotice } from './conflict-notice.tsx';
import { type PolicyDraft, useDraft } from './draft/use-draft.ts';
import { DraftReport } from './draft-report.tsx';
import classes from './policy.module.css';
import type { PolicyInForce } from './use-policy.ts';
import { useValidation } from './use-validation.ts';

const CodeEditor = lazy(async () => {
  const loaded = await whenSettled(() => import('./editor/code-editor.tsx'));
  return { default: loaded.CodeEditor };
});

/** The editor, and beside it the effects of the draft. */
export function PolicyWorkbench({ policy }: { policy: PolicyInForce }) {
  const draft = useDraft(policy);
  const [replay, setReplay] = useState(1_000);
  const [isApplying, setApplying] = useState(false);
  const [target, setTarget] = useState<{ line: number; column: number; at: number } | null>(null);
  const validation = useValidation(draft.yaml, replay, !draft.isDirty);
  const { check, isCurrent } = validation;
  const hasConflict = draft.isDirty && draft.base.revision !== policy.revision;
  const canApply = draft.isDirty && isCurrent && check?.isValid === true && !hasConflict;
  const showIssue = useCallback(
    ({ line, column }: { line: number; column: number }) => setTarget({ line, column, at: Date.now() }),
    [],
  );

  return (
    <>
      {hasConflict && <ConflictNotice draft={draft} policy={policy} />}
      <div className={classes.workbench}>
        <section className={classes.document} aria-label="Document">
          <header className={classes.toolbar}>
            <DraftState draft={draft} />
            <Group gap={8} wrap="nowrap">
              <Button
                size="xs"
                variant="default"
                leftSection={<IconArrowBackUp size={14} />}
                disabled={!draft.isDirty}
                onClick={() => draft.discard(policy)}
              >
                Discard
              </Button>
              <Button
                size="xs"
                leftSection={<IconCheck size={14} />}
                disabled={!canApply}
                onClick={() => setApplying(true)}
              >
                Apply …
              </Button>
            </Group>
          </header>
          <div className={classes.code}>
            <LazyPart fallback={<pre className={classes.plain}>{draft.yaml}</pre>}>
              <CodeEditor
                value={draft.yaml}
                onChange={draft.edit}
                issues={draft.isDirty && isCurrent && check ? check.issues : null}
                isReadOnly={isApplying}
                target={target}
              />
            </LazyPart>
          </div>
        </section>
        <DraftReport
          validation={validation}
          isDirty={draft.isDirty}
          replay={replay}
          onReplay={setReplay}
          onShowIssue={showIssue}
        />
      </div>
      {isApplying && check && <ApplyDialog draft={draft} check={check} onClose={() => setApplying(false)} />}
    </>
  );
}

function DraftState({ draft }: { draft: PolicyDraft }) {
  const { isDirty, base, foundFromMs, isKept } = draft;
  let words = `Revision ${base.revision}, unchanged`;
  if (isDirty) words = `Draft of revision ${base.revision}`;
  let note = '';
  if (isDirty && !isKept) note = 'too large to survive a reload';
  else if (foundFromMs !== null) note = `restored from ${formatDateTime(new Date(foundFromMs).toISOString())}`;
  else if (isDirty) note = 'kept in this window';
  return (
    <Text size="sm" component="div" role="status" className={classes.draftState}>
      <b>{words}</b>
      {note !== '' && <span> · {note}</span>}
    </Text>
  );
}
