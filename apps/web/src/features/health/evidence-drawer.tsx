'use client';

import { Anchor, Drawer, Stack, Text } from '@mantine/core';
import { useQuery } from 'urql';
import { FactList } from '../../components/fact-list.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { formatDateTime, formatExactTime, formatTime } from '../../format/date-time.ts';
import { formatDuration } from '../../format/duration.ts';
import { formatCount } from '../../format/tokens.ts';
import { graphql, type ResultOf } from '../../graphql/graphql.ts';
import { PageLink } from '../shell/page-link.tsx';
import classes from './evidence-drawer.module.css';
import type { HealthPoint } from './health-history.ts';
import { judgePoint } from './judge-point.ts';

/** One step of a provider's time. */
export type EvidencePoint = {
  provider: { id: string; displayName: string };
  /** Epoch milliseconds; the end is exclusive. */
  startMs: number;
  endMs: number;
  /** Null where nothing is known. */
  point: HealthPoint | null;
};

const EvidenceQuery = graphql(`
  query HealthEvidence($provider: ID!, $from: DateTime!, $to: DateTime!) {
    usage(input: { provider: $provider, from: $from, to: $to, groupBy: [MODEL] }) {
      groups {
        model
        totals {
          calls
          failures
        }
      }
    }
    failed: generations(first: 20, filter: { from: $from, to: $to, statuses: [FAILED] }) {
      nodes {
        ...Evidence
      }
    }
    rescued: generations(first: 20, filter: { from: $from, to: $to, fellBack: true }) {
      nodes {
        ...Evidence
      }
    }
  }

  fragment Evidence on Generation @_unmask {
    id
    createdAt
    attempts {
      number
      model
      provider
      outcome
      errorCode
      errorMessage
    }
  }
`);

const ProbesQuery = graphql(`
  query HealthProbes($provider: ID!, $from: DateTime!, $to: DateTime!) {
    providerHealth(provider: $provider, from: $from, to: $to) {
      points {
        probes {
          from
          to
          count
          reachable
          latencyMs
          message
        }
      }
    }
  }
`);

type Probe = NonNullable<ResultOf<typeof ProbesQuery>['providerHealth']>['points'][number]['probes'][number];
type Evidence = ResultOf<typeof EvidenceQuery>['failed']['nodes'][number];

/** The evidence of one step of a provider: its calls by model, those that failed, and its probes. */
export function EvidenceDrawer({ point, onClose }: { point: EvidencePoint | null; onClose: () => void }) {
  return (
    <Drawer
      opened={point !== null}
      onClose={onClose}
      position="right"
      size={520}
      title={point === null ? 'Evidence' : `${point.provider.displayName}: evidence`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {point !== null && <EvidenceOf {...point} />}
    </Drawer>
  );
}

function EvidenceOf({ provider, startMs, endMs, point }: EvidencePoint) {
  const { word, text } = judgePoint(point);
  const [from, to] = [new Date(startMs).toISOString(), new Date(endMs).toISOString()];
  return (
    <Stack gap="lg">
      <div>
        <Text fw={600}>
          {word}: {text}
        </Text>
        <Text size="sm" c="dimmed">
          {formatDateTime(from)} to {formatTime(to)}
        </Text>
      </div>
      <section aria-label="Calls">
        <h3 className={classes.title}>Calls</h3>
        {point === null || point.calls === 0 ? (
          <Text size="sm" c="dimmed">
            No calls went to {provider.displayName}.
          </Text>
        ) : (
          <Calls provider={provider.id} from={from} to={to} />
        )}
      </section>
      <section aria-label="Probes">
        <h3 className={classes.title}>Probes</h3>
        {point === null || point.probes.length === 0 ? (
          <Text size="sm" c="dimmed">
            None since the service started. It probes local providers, and others while their calls fail.
          </Text>
        ) : (
          <Probes provider={provider.id} from={from} to={to} />
        )}
      </section>
    </Stack>
  );
}

type StepProps = { provider: string; from: string; to: string };

function Calls({ provider, from, to }: StepProps) {
  const [result, reload] = useQuery({ query: EvidenceQuery, variables: { provider, from, to } });
  const link = new URLSearchParams({ provider, from, to });
  return (
    <QueryView result={result} what="The calls" onRetry={() => reload({ requestPolicy: 'network-only' })}>
      {({ usage, failed, rescued }) => (
        <Stack gap="sm">
          <FactList
            facts={usage.groups.map(({ model, totals }) => ({
              label: model ?? 'unknown',
              value: `${formatCount(totals.failures)} of ${formatCount(totals.calls)} failed`,
            }))}
          />
          <FailedCalls calls={failedCallsOf([...failed.nodes, ...rescued.nodes], provider)} />
          <Anchor component={PageLink} href={`/generations?${link}`} size="sm" c="var(--accent-ink)">
            Generations that it served then
          </Anchor>
        </Stack>
      )}
    </QueryView>
  );
}

type FailedCall = Evidence['attempts'][number] & { generationId: string; at: string };

/** The failed attempts at a provider, each once, the newest first. */
function failedCallsOf(generations: readonly Evidence[], provider: string): FailedCall[] {
  const unique = [...new Map(generations.map((generation) => [generation.id, generation])).values()];
  return unique
    .toSorted((left, right) => Date.parse(right.createdAt) - Date.parse(left.createdAt))
    .flatMap(({ id, createdAt, attempts }) =>
      attempts
        .filter((attempt) => attempt.provider === provider && attempt.outcome === 'FAILED')
        .map((attempt) => ({ ...attempt, generationId: id, at: createdAt })),
    );
}

const mostShown = 10;

function FailedCalls({ calls }: { calls: readonly FailedCall[] }) {
  if (calls.length === 0) return null;
  return (
    <ul className={classes.list} aria-label="Failed calls">
      {calls.slice(0, mostShown).map(({ generationId, number, at, model, errorCode, errorMessage }) => (
        <li key={`${generationId} ${number}`} data-id={generationId}>
          <PageLink href={`/generations/${generationId}`} className={classes.link}>
            {formatExactTime(at)}
          </PageLink>{' '}
          <span className={classes.model}>{model}</span>
          <div className={classes.message}>{errorMessage ?? errorCode ?? 'it failed'}</div>
        </li>
      ))}
    </ul>
  );
}

function Probes({ provider, from, to }: StepProps) {
  const [result, reload] = useQuery({ query: ProbesQuery, variables: { provider, from, to } });
  return (
    <QueryView result={result} what="The probes" onRetry={() => reload({ requestPolicy: 'network-only' })}>
      {({ providerHealth }) => <ProbeList probes={providerHealth?.points.flatMap(({ probes }) => probes) ?? []} />}
    </QueryView>
  );
}

function ProbeList({ probes }: { probes: readonly Probe[] }) {
  return (
    <ul className={classes.list} aria-label="Probes">
      {probes.map(({ from, to, count, reachable, latencyMs, message }) => (
        <li key={from}>
          <span className={classes.model}>
            {count === 1 ? formatExactTime(from) : `${formatCount(count)} until ${formatExactTime(to)}`}
          </span>
          <div className={classes.message}>
            {reachable ? `answered in ${formatDuration(latencyMs)}` : 'no answer'}
            {message && `: ${message}`}
          </div>
        </li>
      ))}
    </ul>
  );
}
