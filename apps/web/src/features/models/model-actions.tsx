'use client';

import { Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { IconEdit, IconPower, IconTrash } from '@tabler/icons-react';
import { type FragmentOf, readFragment } from 'gql.tada';
import { lazy } from 'react';
import { type CombinedError, useMutation } from 'urql';
import { notifyFailure } from '../../components/failed-change.tsx';
import { LazyPart } from '../../components/lazy-part.tsx';
import { graphql } from '../../graphql/graphql.ts';
import { useViewer } from '../access/use-viewer.ts';
import { ModelEditorFragment } from './model-editor-fragment.ts';

// Few users open it.
const ModelEditor = lazy(() => import('./model-editor.tsx').then((module) => ({ default: module.ModelEditor })));

export const ModelActionsFragment = graphql(
  `
    fragment ModelActions on Model {
      id
      displayName
      active
      ...ModelEditor
    }
  `,
  [ModelEditorFragment],
);

const SetActiveMutation = graphql(`
  mutation SetModelActive($id: ID!, $active: Boolean!) {
    setModelActive(id: $id, active: $active) {
      id
      active
      available
    }
  }
`);

const RemoveMutation = graphql(`
  mutation RemoveModel($id: ID!) {
    removeModel(id: $id)
  }
`);

/** An operator's actions on a model. Renders nothing for others. */
export function ModelActions({ model: data }: { model: FragmentOf<typeof ModelActionsFragment> }) {
  const model = readFragment(ModelActionsFragment, data);
  const viewer = useViewer();
  const [isEditing, editor] = useDisclosure();
  const [, setActive] = useMutation(SetActiveMutation);
  const [, remove] = useMutation(RemoveMutation);
  if (!viewer.can('OPERATE')) return null;

  const switchIt = async (): Promise<void> => {
    const { error } = await setActive({ id: model.id, active: !model.active });
    report(error, `${model.displayName} is switched ${model.active ? 'off' : 'on'}.`);
  };
  const confirm = (title: string, text: string, label: string, act: () => Promise<void>): void => {
    modals.openConfirmModal({
      title,
      children: <Text size="sm">{text}</Text>,
      labels: { confirm: label, cancel: 'Cancel' },
      confirmProps: { color: 'red.9' },
      closeButtonProps: { 'aria-label': 'Close' },
      onConfirm: act,
    });
  };
  const removeIt = async (): Promise<void> => {
    const { error } = await remove({ id: model.id });
    report(error, `The stored settings of ${model.displayName} are removed.`);
  };
  return (
    <>
      <Button variant="default" leftSection={<IconEdit size={15} />} onClick={editor.open}>
        Edit
      </Button>
      <Button
        variant="default"
        leftSection={<IconPower size={15} />}
        onClick={() =>
          model.active
            ? confirm(
                `Switch off ${model.displayName}?`,
                'New requests are not sent to it. Running generations keep it.',
                'Switch off',
                switchIt,
              )
            : void switchIt()
        }
      >
        {model.active ? 'Switch off' : 'Switch on'}
      </Button>
      <Button
        variant="default"
        leftSection={<IconTrash size={15} />}
        onClick={() =>
          confirm(
            `Remove ${model.displayName}?`,
            'The settings stored here are removed. A model of the policy file stays, as the file describes it.',
            'Remove',
            removeIt,
          )
        }
      >
        Remove
      </Button>
      {isEditing && (
        <LazyPart onFailure={editor.close}>
          <ModelEditor model={model} onClose={editor.close} />
        </LazyPart>
      )}
    </>
  );
}

function report(error: CombinedError | undefined, done: string): void {
  if (error === undefined) notifications.show({ color: 'green', message: done });
  else notifyFailure(error);
}
