'use client';

import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconGitBranch } from '@tabler/icons-react';
import { TextDiff } from '../../components/text-diff.tsx';
import { mergeTexts } from './draft/merge-texts.ts';
import type { PolicyDraft } from './draft/use-draft.ts';
import type { PolicyInForce } from './use-policy.ts';

type ConflictNoticeProps = { draft: PolicyDraft; policy: PolicyInForce };

/** Shown when another revision came into force after the draft was begun: its changes, and the next steps. */
export function ConflictNotice({ draft, policy }: ConflictNoticeProps) {
  const [isOpen, dialog] = useDisclosure();
  const { revision, appliedBy } = policy;
  return (
    <>
      <Alert
        color="yellow"
        variant="light"
        mb="md"
        icon={<IconGitBranch size={18} />}
        title={`Revision ${revision} by ${appliedBy} came into force since you began`}
      >
        <Group justify="space-between" gap="xs">
          <Text size="sm">
            Your draft is based on revision {draft.base.revision}. Take the other change into account before you apply
            it.
          </Text>
          <Button size="xs" variant="default" onClick={dialog.open}>
            Resolve …
          </Button>
        </Group>
      </Alert>
      {isOpen && <ConflictDialog draft={draft} policy={policy} onClose={dialog.close} />}
    </>
  );
}

function ConflictDialog({ draft, policy, onClose }: ConflictNoticeProps & { onClose: () => void }) {
  const { revision, yaml, appliedBy, comment } = policy;
  const merged = mergeTexts(draft.base.yaml, draft.yaml, yaml);
  const goOn = (text: string) => {
    draft.rebase({ revision, yaml }, text);
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={`What revision ${revision} changed`} size="xl" centered>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {appliedBy}
          {comment === null ? '' : `: ${comment}`}
        </Text>
        <TextDiff before={draft.base.yaml} after={yaml} label={`Changes of revision ${revision}`} />
        <Text size="sm">
          {merged === null
            ? 'Both of you changed the same lines. Keep your draft and put their change in by hand, or drop the draft.'
            : 'Your changes and theirs are in different lines and can be joined.'}
        </Text>
        <Group justify="flex-end" gap={8}>
          <Button
            variant="default"
            onClick={() => {
              draft.discard({ revision, yaml });
              onClose();
            }}
          >
            Drop my draft
          </Button>
          <Button variant="default" onClick={() => goOn(draft.yaml)}>
            Keep my text as it is
          </Button>
          <Button disabled={merged === null} onClick={() => merged !== null && goOn(merged)}>
            Join both
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
