'use client';

import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconActivityHeartbeat } from '@tabler/icons-react';
import { useMutation } from 'urql';
import { notifyFailure } from '../../components/failed-change.tsx';
import { graphql } from '../../graphql/graphql.ts';
import { useViewer } from '../access/use-viewer.ts';

const CheckMutation = graphql(`
  mutation CheckHealth {
    checkHealth {
      provider
      status
      message
    }
  }
`);

/** Checks all configured providers. Only for viewers who may do so. */
export function CheckNow({ onChecked }: { onChecked: () => void }) {
  const viewer = useViewer();
  const [{ fetching }, check] = useMutation(CheckMutation);
  if (!viewer.can('OPERATE')) return null;

  const run = async (): Promise<void> => {
    const { data, error } = await check({});
    if (error) {
      notifyFailure(error);
      return;
    }
    const results = data?.checkHealth ?? [];
    const bad = results.filter(({ status }) => status === 'UNAVAILABLE');
    notifications.show({
      color: bad.length > 0 ? 'red' : 'green',
      title: bad.length > 0 ? `Unavailable: ${bad.length} of ${results.length}` : 'All providers answer',
      message: bad.length > 0 ? bad.map(({ message }) => message).join(' ') : `${results.length} were checked.`,
    });
    onChecked();
  };
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconActivityHeartbeat size={14} />}
      loading={fetching}
      onClick={run}
    >
      Check now
    </Button>
  );
}
