'use client';

import { Select, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { useMutation } from 'urql';
import { notifyFailure } from '../../components/failed-change.tsx';
import { graphql } from '../../graphql/graphql.ts';
import { type Key, KeyFragment } from './key-fragment.ts';

const RotateMutation = graphql(
  `
    mutation RotateApiKey($id: ID!, $graceSeconds: Int!) {
      rotateApiKey(id: $id, graceSeconds: $graceSeconds) {
        secret
        apiKey {
          ...Key
        }
      }
    }
  `,
  [KeyFragment],
);

const RevokeMutation = graphql(
  `
    mutation RevokeApiKey($id: ID!) {
      revokeApiKey(id: $id) {
        ...Key
      }
    }
  `,
  [KeyFragment],
);

const RotateAdminMutation = graphql(`
  mutation RotateAdminKey {
    rotateAdminKey {
      secret
    }
  }
`);

const graces = [
  { value: '0', label: 'At once' },
  { value: '3600', label: 'In an hour' },
  { value: '86400', label: 'In a day' },
  { value: '604800', label: 'In a week' },
  { value: '2592000', label: 'In 30 days' },
];
const usualGrace = '86400';

export type NewSecret = { name: string; secret: string; note: string };

export type KeyActions = {
  rotate(key: Key): void;
  revoke(key: Key): void;
  rotateAdminKey(): void;
};

/** The changes of a key, each after a confirmation. `onSecret` gets a new secret, which the API returns once. */
export function useKeyActions(onSecret: (secret: NewSecret) => void): KeyActions {
  const [, rotate] = useMutation(RotateMutation);
  const [, revoke] = useMutation(RevokeMutation);
  const [, rotateAdmin] = useMutation(RotateAdminMutation);

  return {
    rotate(key) {
      let grace = usualGrace;
      modals.openConfirmModal({
        title: `Rotate '${key.name}'?`,
        children: (
          <Stack gap="sm">
            <Text size="sm">The key gets a new secret. Its name, limits and usage stay.</Text>
            <Select
              label="The old secret ends"
              data={graces}
              defaultValue={usualGrace}
              allowDeselect={false}
              onChange={(value) => {
                grace = value ?? usualGrace;
              }}
            />
          </Stack>
        ),
        labels: { confirm: 'Rotate', cancel: 'Cancel' },
        onConfirm: async () => {
          const { data, error } = await rotate({ id: key.id, graceSeconds: Number(grace) });
          if (error) return notifyFailure(error);
          if (!data) return;
          const end = graces.find(({ value }) => value === grace)?.label.toLowerCase() ?? '';
          onSecret({ name: key.name, secret: data.rotateApiKey.secret, note: `The old secret ends ${end}.` });
        },
      });
    },
    revoke(key) {
      modals.openConfirmModal({
        title: `Revoke '${key.name}'?`,
        children: (
          <Text size="sm">
            Programs that use {key.prefix}… are refused from then on, and their open streams end within two seconds. It
            cannot be undone. Its usage stays.
          </Text>
        ),
        labels: { confirm: 'Revoke', cancel: 'Cancel' },
        confirmProps: { color: 'red.9' },
        onConfirm: async () => {
          const { error } = await revoke({ id: key.id });
          if (error) notifyFailure(error);
          else notifications.show({ message: `'${key.name}' is revoked.` });
        },
      });
    },
    rotateAdminKey() {
      modals.openConfirmModal({
        title: 'Rotate the admin key?',
        children: (
          <Text size="sm">
            The old admin key ends at once, with all sessions that it opened, perhaps this one. Keep the new one safe:
            it still works when every other key is lost.
          </Text>
        ),
        labels: { confirm: 'Rotate', cancel: 'Cancel' },
        confirmProps: { color: 'red.9' },
        onConfirm: async () => {
          const { data, error } = await rotateAdmin({});
          if (error) return notifyFailure(error);
          if (!data) return;
          onSecret({
            name: 'Admin key',
            secret: data.rotateAdminKey.secret,
            note: 'Sign in with it if this session ends.',
          });
        },
      });
    },
  };
}
