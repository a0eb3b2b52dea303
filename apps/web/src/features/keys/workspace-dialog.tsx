'use client';

import { Alert, Button, Group, Modal, Stack, TagsInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from 'urql';
import { describeError } from '../../graphql/describe-error.ts';
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
  /** Null: a new one. */
  workspace: Workspace | null;
  onClose: () => void;
};

/** The form of a workspace. Its id stands once it is made, since keys and records name it. */
export function WorkspaceDialog({ workspace, onClose }: WorkspaceDialogProps) {
  const [created, create] = useMutation(CreateMutation);
  const [saved, save] = useMutation(SaveMutation);
  const error = created.error ?? saved.error;
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
    <Modal opened onClose={onClose} title={workspace === null ? 'New workspace' : `Edit '${workspace.name}'`}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
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
          {error && (
            <Alert color="red" variant="light" role="alert">
              {describeError(error).message}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={created.fetching || saved.fetching}>
              {workspace === null ? 'Create workspace' : 'Save'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
