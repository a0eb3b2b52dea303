'use client';

import { TagsInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from 'urql';
import { DialogForm } from '../../components/dialog-form.tsx';
import { graphql } from '../../graphql/graphql.ts';

const CreateMutation = graphql(`
  mutation CreateWorkspace($input: WorkspaceInput!) {
    createWorkspace(input: $input) {
      id
      name
      tags
      createdAt
    }
  }
`);

const SaveMutation = graphql(`
  mutation SaveWorkspace($id: ID!, $input: WorkspaceInput!) {
    saveWorkspace(id: $id, input: $input) {
      id
      name
      tags
      createdAt
    }
  }
`);

export type Workspace = { id: string; name: string; tags: readonly string[] };

type WorkspaceDialogProps = {
  /** Null for a new workspace. */
  workspace: Workspace | null;
  onClose: () => void;
};

/** The form of a workspace. Its id cannot change later, since keys and records contain it. */
export function WorkspaceDialog({ workspace, onClose }: WorkspaceDialogProps) {
  const [created, create] = useMutation(CreateMutation);
  const [saved, save] = useMutation(SaveMutation);
  const form = useForm({
    initialValues: { name: workspace?.name ?? '', id: workspace?.id ?? '', tags: [...(workspace?.tags ?? [])] },
    validate: { name: (name) => (name.trim() === '' ? 'Give it a name, such as the team that uses it.' : null) },
  });

  const submit = form.onSubmit(async ({ name, id, tags }) => {
    const input = { name: name.trim(), tags };
    const result =
      workspace === null
        ? await create({ input: { ...input, id: id.trim() === '' ? null : id.trim() } })
        : await save({ id: workspace.id, input });
    if (result.data) onClose();
  });

  return (
    <DialogForm
      title={workspace === null ? 'New workspace' : `Edit '${workspace.name}'`}
      action={workspace === null ? 'Create workspace' : 'Save'}
      isSaving={created.fetching || saved.fetching}
      error={created.error ?? saved.error}
      isDirty={form.isDirty()}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        placeholder="Checkout team"
        required
        maxLength={100}
        data-autofocus
        {...form.getInputProps('name')}
      />
      {workspace === null && (
        <TextInput
          label="Id"
          description="Lower-case letters, digits, - and _. Empty: made from the name. It cannot be changed later."
          placeholder="checkout-team"
          {...form.getInputProps('id')}
        />
      )}
      <TagsInput label="Tags" maxTags={20} {...form.getInputProps('tags')} />
    </DialogForm>
  );
}
