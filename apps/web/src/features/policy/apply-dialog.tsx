'use client';

import { Alert, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useMutation } from 'urql';
import { DialogForm } from '../../components/dialog-form.tsx';
import { TextDiff } from '../../components/text-diff.tsx';
import { graphql } from '../../graphql/graphql.ts';
import { ChangeList } from './change-list.tsx';
import type { PolicyDraft } from './draft/use-draft.ts';
import type { PolicyCheck } from './use-validation.ts';

const ApplyMutation = graphql(`
  mutation ApplyPolicy($yaml: String!, $expectedRevision: Int!, $comment: String) {
    applyPolicy(yaml: $yaml, expectedRevision: $expectedRevision, comment: $comment) {
      revision
      yaml
    }
  }
`);

/** Maximum length of a comment in the API. Characters. */
const mostCharacters = 1_000;

type ApplyDialogProps = { draft: PolicyDraft; check: PolicyCheck; onClose: () => void };

/** Shows the changes, asks for a confirmation, and puts the draft in force. */
export function ApplyDialog({ draft, check, onClose }: ApplyDialogProps) {
  const [comment, setComment] = useState('');
  const [{ fetching, error }, apply] = useMutation(ApplyMutation);
  const refused = check.replay?.refused ?? 0;

  async function submit() {
    const expectedRevision = draft.base.revision;
    const { data } = await apply({ yaml: draft.yaml, expectedRevision, comment: comment.trim() || null });
    if (!data) return;
    draft.discard(data.applyPolicy);
    notifications.show({ color: 'green', message: `Revision ${data.applyPolicy.revision} is in force.` });
    onClose();
  }

  return (
    <DialogForm
      title={`Apply as revision ${draft.base.revision + 1}`}
      size="xl"
      centered
      action="Apply"
      note="Running generations keep their rules."
      isSaving={fetching}
      error={error}
      isDirty={comment.trim() !== ''}
      onSubmit={submit}
      onClose={onClose}
    >
      <ChangeList changes={check.diff} />
      {refused > 0 && (
        <Alert color="yellow" variant="light" p="xs">
          {refused === 1 ? 'One of the last requests' : `${refused} of the last requests`} would be refused.
        </Alert>
      )}
      <TextDiff before={draft.base.yaml} after={draft.yaml} label="Differences from the revision in force" />
      <Textarea
        label="Why"
        description="Shown in the history. Optional."
        maxLength={mostCharacters}
        autosize
        minRows={1}
        value={comment}
        onChange={({ currentTarget }) => setComment(currentTarget.value)}
        data-autofocus
      />
    </DialogForm>
  );
}
