'use client';

import { Alert, Button, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { useState } from 'react';
import { useMutation } from 'urql';
import { Card } from '../../components/card.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import { TextDiff } from '../../components/text-diff.tsx';
import { MessageFields } from './message-fields.tsx';
import {
  inputOf,
  linesOf,
  SaveTemplateMutation,
  type TemplateContent,
  type TemplateDraft,
  type TemplateInput,
} from './template-draft.ts';
import { TemplatePreview } from './template-preview.tsx';
import classes from './templates.module.css';
import { VariableFields } from './variable-fields.tsx';
import { WorkspaceField } from './workspace-field.tsx';

type TemplateEditorProps = {
  draft: TemplateDraft;
  onChange: (draft: TemplateDraft) => void;
  /** Discards the typed text; null without changes. */
  onDiscard: (() => void) | null;
  /** The version that the draft is based on; null for a new template. */
  saved: TemplateContent | null;
  canSave: boolean;
  canChooseWorkspace: boolean;
  /** Called with the template's id. */
  onSaved: (id: string) => void;
};

/** The content of a template with its preview. A save makes a version. */
export function TemplateEditor(props: TemplateEditorProps) {
  const { draft, onChange, onDiscard, saved, canSave, canChooseWorkspace, onSaved } = props;
  const [isSaving, setSaving] = useState(false);
  const read = readInput(draft);
  const isChanged = saved === null || !read.ok || linesOf(read.input) !== linesOf(saved);
  const isReady = read.ok && isChanged && draft.name.trim() !== '';
  return (
    <div className={classes.columns}>
      <Stack gap="md" className={classes.column}>
        {saved === null && (
          <NewTemplateFields draft={draft} onChange={onChange} canChooseWorkspace={canChooseWorkspace} />
        )}
        <MessageFields draft={draft} onChange={onChange} isReadOnly={!canSave} />
        <VariableFields draft={draft} onChange={onChange} isReadOnly={!canSave} />
        {!read.ok && canSave && (
          <Alert color="red" variant="light" p="xs" role="alert">
            {read.problem}
          </Alert>
        )}
        {canSave && (
          <div className={classes.saveBar}>
            <TextInput
              label="Description"
              placeholder="Purpose"
              maxLength={1_000}
              className={classes.descriptionField}
              value={draft.description}
              onChange={({ currentTarget }) => onChange({ ...draft, description: currentTarget.value })}
            />
            {onDiscard && (
              <Button variant="default" onClick={onDiscard}>
                Discard
              </Button>
            )}
            <Button leftSection={<IconDeviceFloppy size={15} />} disabled={!isReady} onClick={() => setSaving(true)}>
              {saved === null ? 'Save …' : `Save version ${saved.version + 1} …`}
            </Button>
          </div>
        )}
      </Stack>
      <div className={classes.column}>
        <TemplatePreview draft={draft} input={read.ok ? read.input : null} />
      </div>
      {isSaving && read.ok && (
        <SaveDialog input={read.input} saved={saved} onClose={() => setSaving(false)} onSaved={onSaved} />
      )}
    </div>
  );
}

type NewTemplateFieldsProps = Pick<TemplateEditorProps, 'draft' | 'onChange' | 'canChooseWorkspace'>;

function NewTemplateFields({ draft, onChange, canChooseWorkspace }: NewTemplateFieldsProps) {
  return (
    <Card title="New template">
      <Stack gap="sm">
        <TextInput
          label="Name"
          description="Requests use this name. It cannot be changed later."
          required
          maxLength={100}
          value={draft.name}
          onChange={({ currentTarget }) => onChange({ ...draft, name: currentTarget.value })}
        />
        {canChooseWorkspace && (
          <WorkspaceField value={draft.workspaceId} onChange={(workspaceId) => onChange({ ...draft, workspaceId })} />
        )}
      </Stack>
    </Card>
  );
}

function readInput(draft: TemplateDraft): { ok: true; input: TemplateInput } | { ok: false; problem: string } {
  try {
    return { ok: true, input: inputOf(draft) };
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) };
  }
}

type SaveDialogProps = Pick<TemplateEditorProps, 'saved' | 'onSaved'> & { input: TemplateInput; onClose: () => void };

function SaveDialog({ input, saved, onClose, onSaved }: SaveDialogProps) {
  const [{ fetching, error }, save] = useMutation(SaveTemplateMutation);

  async function submit() {
    const { data } = await save({ input });
    if (!data) return;
    const { id, name, version } = data.saveTemplate;
    notifications.show({ color: 'green', message: `Saved version ${version} of '${name}'.` });
    onClose();
    onSaved(id);
  }

  return (
    <DialogForm
      title={`Save '${input.name}'`}
      size="xl"
      centered
      action="Save"
      isSaving={fetching}
      error={error}
      isDirty={false}
      onSubmit={submit}
      onClose={onClose}
    >
      <Text size="sm" c="dimmed">
        {saved === null
          ? 'Requests with this name use it at once.'
          : `What differs from version ${saved.version}. Requests without a version use the new one at once.`}
      </Text>
      <TextDiff before={saved === null ? '' : linesOf(saved)} after={linesOf(input)} label="What the save changes" />
    </DialogForm>
  );
}
