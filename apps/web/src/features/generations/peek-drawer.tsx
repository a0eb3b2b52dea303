'use client';

import { Button, Drawer, Group } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import { useQuery } from 'urql';
import { QueryView } from '../../components/query-view.tsx';
import { Empty } from '../../components/states.tsx';
import { PageLink } from '../shell/page-link.tsx';
import { GenerationQuery } from './generation-documents.ts';
import { GenerationSummary } from './generation-summary.tsx';

type Props = {
  id: string | null;
  onClose: () => void;
  /** Goes to the neighbour in the list; null without one. */
  onNewer: (() => void) | null;
  onOlder: (() => void) | null;
};

/** A generation beside the list. `j` and `k` go to its neighbours. */
export function PeekDrawer({ id, onClose, onNewer, onOlder }: Props) {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target instanceof HTMLInputElement) return;
    if (event.key === 'j') onOlder?.();
    if (event.key === 'k') onNewer?.();
  };
  return (
    <Drawer
      opened={id !== null}
      onClose={onClose}
      position="right"
      size={620}
      title="Generation"
      closeButtonProps={{ 'aria-label': 'Close' }}
      onKeyDown={onKeyDown}
    >
      {id !== null && (
        <>
          <Group justify="space-between" mb="md">
            <Button component={PageLink} href={`/generations/${id}`} size="xs" variant="light">
              Open its page
            </Button>
            <Group gap="xs">
              <Button size="xs" variant="default" disabled={onNewer === null} onClick={() => onNewer?.()}>
                Newer
              </Button>
              <Button size="xs" variant="default" disabled={onOlder === null} onClick={() => onOlder?.()}>
                Older
              </Button>
            </Group>
          </Group>
          <Peeked id={id} />
        </>
      )}
    </Drawer>
  );
}

function Peeked({ id }: { id: string }) {
  const [result, retry] = useQuery({ query: GenerationQuery, variables: { id } });
  return (
    <QueryView result={result} what="The generation" onRetry={() => retry({ requestPolicy: 'network-only' })}>
      {({ generation }) =>
        generation === null ? (
          <Empty title="There is no such generation" />
        ) : (
          <GenerationSummary generation={generation} />
        )
      }
    </QueryView>
  );
}
