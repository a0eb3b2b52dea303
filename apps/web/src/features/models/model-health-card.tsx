'use client';

import { Button, Text } from '@mantine/core';
import { IconActivityHeartbeat } from '@tabler/icons-react';
import { type FragmentOf, type ResultOf, readFragment } from 'gql.tada';
import { type UseMutationState, useMutation } from 'urql';
import { Card } from '../../components/card.tsx';
import { FactList } from '../../components/fact-list.tsx';
import { formatAge, formatDuration } from '../../format/duration.ts';
import { formatShare, formatSpeed } from '../../format/tokens.ts';
import { describeError } from '../../graphql/describe-error.ts';
import { graphql } from '../../graphql/graphql.ts';
import { useViewer } from '../access/use-viewer.ts';
import { useHealth } from '../health/health-provider.tsx';
import { HealthStatus } from '../health/health-status.tsx';
import { type Health, HealthFacts } from '../health/health-store.ts';

export const ModelHealthFragment = graphql(
  `
    fragment ModelHealth on Model {
      id
      active
      configured
      provider {
        setupHint @include(if: $operates)
      }
      health {
        ...HealthFacts
      }
    }
  `,
  [HealthFacts],
);

const CheckMutation = graphql(`
  mutation CheckModelHealth($model: ID!) {
    checkHealth(model: $model) {
      provider
      status
      latencyMs
      message
    }
  }
`);

const breakers: Record<Health['breaker'], string> = {
  CLOSED: 'Closed',
  HALF_OPEN: 'Half open: one probe at a time',
  OPEN: 'Open: no requests are sent',
};

/** A model's present health, with a button that checks it. */
export function ModelHealthCard({ model: data }: { model: FragmentOf<typeof ModelHealthFragment> }) {
  const model = readFragment(ModelHealthFragment, data);
  const health = useHealth(model.id) ?? model.health;
  const viewer = useViewer();
  const [check, runCheck] = useMutation(CheckMutation);
  const nowMs = Date.now();

  return (
    <Card
      title="Health"
      aside={
        viewer.can('OPERATE') && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconActivityHeartbeat size={14} />}
            loading={check.fetching}
            onClick={() => runCheck({ model: model.id })}
          >
            Check now
          </Button>
        )
      }
    >
      <FactList
        facts={[
          { label: 'Status', value: <HealthStatus model={model} setupHint={model.provider.setupHint} /> },
          { label: 'Circuit breaker', value: breakers[health.breaker] },
          ...figuresOf(health),
          ...(health.checkedAt ? [{ label: 'Last evidence', value: formatAge(health.checkedAt, nowMs) }] : []),
          ...(health.retryAt ? [{ label: 'Next try', value: formatAge(health.retryAt, nowMs) }] : []),
        ]}
      />
      {health.reason && (
        <Text size="sm" mt="sm" c={health.status === 'UNAVAILABLE' ? 'var(--bad-ink)' : 'dimmed'}>
          {health.reason}
        </Text>
      )}
      <CheckResult result={check} />
    </Card>
  );
}

/** The measured figures. Figures without a measurement are omitted. */
function figuresOf(health: Health) {
  return [
    { label: 'Success rate, last 5 min', value: health.successRate, format: formatShare },
    { label: 'First token', value: health.firstTokenMs, format: formatDuration },
    { label: 'Whole answer, median', value: health.p50LatencyMs, format: formatDuration },
    { label: 'Whole answer, 95th percentile', value: health.p95LatencyMs, format: formatDuration },
    { label: 'Speed', value: health.tokensPerSecond, format: formatSpeed },
  ]
    .filter(({ value }) => value !== null)
    .map(({ label, value, format }) => ({ label, value: format(value) }));
}

type CheckResultProps = { result: Pick<UseMutationState<ResultOf<typeof CheckMutation>>, 'data' | 'error'> };

function CheckResult({ result: { data, error } }: CheckResultProps) {
  if (error) {
    return (
      <Text size="sm" mt="sm" c="var(--bad-ink)" role="status">
        {describeError(error).message}
      </Text>
    );
  }
  return data?.checkHealth.map(({ provider, message, latencyMs }) => (
    <Text key={provider} size="sm" mt="sm" role="status">
      {message}
      {latencyMs !== null && (
        <Text span inherit c="dimmed">
          {' '}
          {formatDuration(latencyMs)}
        </Text>
      )}
    </Text>
  ));
}
