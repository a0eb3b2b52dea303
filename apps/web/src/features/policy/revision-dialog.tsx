'use client';

import { Button, Group, Modal, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import { FailedChange } from '../../components/failed-change.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { TextDiff } from '../../components/text-diff.tsx';
import { formatDateTime } from '../../format/date-time.ts';
import { graphql, type ResultOf } from '../../graphql/graphql.ts';
import { RevisionFragment } from './revision-fragment.ts';
import type { PolicyInForce } from './use-policy.ts';

const RevisionQuery = graphql(
  `
    query PolicyRevision($revision: Int!, $former: Int!) {
      policyRevision(revision: $revision) {
        ...Revision
        yaml
      }
      former: policyRevision(revision: $former) {
        revision
        yaml
      }
    }
  `,
  [RevisionFragment],
);

const RollbackMutation = graphql(`
  mutation RollbackPolicy($revision: Int!, $comment: String) {
    rollbackPolicy(revision: $revision, comment: $comment) {
      revision
    }
  }
`);

type RevisionDialogProps = { number: number; inForce: PolicyInForce; onClose: () => void };

/** One revision: its changes, its differences from the revision in force, and the button to roll back to it. */
export function RevisionDialog({ number, inForce, onClose }: RevisionDialogProps) {
  const [result, reload] = useQuery({ query: RevisionQuery, variables: { revision: number, former: number - 1 } });
  return (
    <Modal opened onClose={onClose} title={`Revision ${number}`} size="xl" centered>
      <QueryView
        result={result}
        what="The revision"
        onRetry={() => reload({ requestPolicy: 'network-only' })}
        isEmpty={(data) => data.policyRevision === null}
        empty={<Text size="sm">There is no revision {number}. The last 500 are kept.</Text>}
      >
        {(data) => <Comparison data={data} inForce={inForce} onClose={onClose} />}
      </QueryView>
    </Modal>
  );
}

type Against = 'former' | 'inForce';
type ComparisonProps = { data: ResultOf<typeof RevisionQuery>; inForce: PolicyInForce; onClose: () => void };

function Comparison({ data: { policyRevision, former }, inForce, onClose }: ComparisonProps) {
  const [against, setAgainst] = useState<Against>(former === null ? 'inForce' : 'former');
  if (policyRevision === null) return null;
  const { revision, yaml, appliedAt, appliedBy, comment } = policyRevision;
  const isInForce = revision === inForce.revision;
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {appliedBy}, {formatDateTime(appliedAt)}
        {comment === null ? '' : ` · ${comment}`}
      </Text>
      {former !== null && !isInForce && (
        <SegmentedControl
          size="xs"
          aria-label="Compare with"
          value={against}
          onChange={setAgainst}
          data={[
            { value: 'former', label: `What it changed in ${former.revision}` },
            { value: 'inForce', label: 'Changes of the rollback' },
          ]}
        />
      )}
      <TextDiff
        before={against === 'former' && former !== null ? former.yaml : inForce.yaml}
        after={yaml}
        label={against === 'former' ? `Changes of revision ${revision}` : `From the policy in force to ${revision}`}
      />
      {!isInForce && <Rollback revision={revision} onShow={() => setAgainst('inForce')} onDone={onClose} />}
    </Stack>
  );
}

type RollbackProps = { revision: number; onShow: () => void; onDone: () => void };

/** Rolls back after a second click, with the differences in view. */
function Rollback({ revision, onShow, onDone }: RollbackProps) {
  const [isAsked, setAsked] = useState(false);
  const [comment, setComment] = useState('');
  const [{ fetching, error }, rollBack] = useMutation(RollbackMutation);

  async function submit() {
    const { data } = await rollBack({ revision, comment: comment.trim() || null });
    if (!data) return;
    const made = data.rollbackPolicy.revision;
    notifications.show({
      color: 'green',
      message: `Revision ${made} is in force: the document of revision ${revision}.`,
    });
    onDone();
  }

  if (!isAsked) {
    return (
      <Group justify="flex-end">
        <Button
          variant="default"
          onClick={() => {
            onShow();
            setAsked(true);
          }}
        >
          Roll back to revision {revision} …
        </Button>
      </Group>
    );
  }
  return (
    <Stack gap="xs">
      <Textarea
        label="Why"
        description="Shown in the history. Optional."
        maxLength={1_000}
        autosize
        minRows={1}
        value={comment}
        onChange={({ currentTarget }) => setComment(currentTarget.value)}
      />
      <FailedChange error={error} />
      <Group justify="space-between">
        <Text size="xs" c="dimmed">
          Creates a new revision, with the models that were stored then.
        </Text>
        <Group gap={8}>
          <Button variant="default" onClick={() => setAsked(false)}>
            Cancel
          </Button>
          <Button color="red.9" loading={fetching} onClick={submit}>
            Roll back
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}
