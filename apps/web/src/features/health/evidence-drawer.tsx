'use client';

import { Anchor, Drawer, Stack, Text } from '@mantine/core';
import { useMemo } from 'react';
import { useQuery } from 'urql';
import { FactList } from '../../components/fact-list.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Empty } from '../../components/states.tsx';
import { formatDateTime, formatExactTime, formatTime } from '../../format/date-time.ts';
import { formatDuration } from '../../format/duration.ts';
import { formatCount } from '../../format/tokens.ts';
import { graphql, type ResultOf } from '../../graphql/graphql.ts';
import { PageLink } from '../shell/page-link.tsx';
import classes from './evidence-drawer.module.css';
import { judgePoint } from './judge-point.ts';

/** One step of a provider's timeline. The end is exclusive. */
export type EvidenceStep = { provider: string; from: Date; to: Date };

/** A step in the form of the address: `acme,FROM,TO`. */
export function writeStep({ provider, from, to }: EvidenceStep): string {
  return [provider, from.toISOString(), to.toISOString()].join(',');
}

/** Null when the text is not a step. */
function readStep(text: string | null): EvidenceStep | null {
  const [provider = '', start, end] = text?.split(',') ?? [];
  const [from, to] = [start, end].map((moment) => new Date(moment ?? Number.NaN));
  return provider !== '' && from && to && from < to ? { provider, from, to } : null;
}

const EvidenceQuery = graphql(`
  query HealthEvidence($provider: ID!, $from: DateTime!, $to: DateTime!) {
    providerHealth(provider: $provider, from: $from, to: $to) {
      provider {
        displayName
      }
      points {
        calls
        failures
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

type Data = ResultOf<typeof EvidenceQuery>;
type History = NonNullable<Data['providerHealth']>;
type Probe = History['points'][number]['probes'][number];
type Evidence = Data['failed']['nodes'][number];

type EvidenceDrawerProps = {
  /** In the form of `writeStep`; null while the drawer is closed. */
  opened: string | null;
  onClose: () => void;
};

/** The evidence for a provider in one step: its calls by model, the failed calls, and its probes. */
export function EvidenceDrawer({ opened, onClose }: EvidenceDrawerProps) {
  const step = useMemo(() => readStep(opened), [opened]);
  const variables = {
    provider: step?.provider ?? '',
    from: (step?.from ?? new Date(0)).toISOString(),
    to: (step?.to ?? new Date(0)).toISOString(),
  };
  const [result, reload] = useQuery({ query: EvidenceQuery, variables, pause: step === null });
  const name = result.data?.providerHealth?.provider.displayName ?? step?.provider;
  return (
    <Drawer
      opened={opened !== null}
      onClose={onClose}
      position="right"
      size={520}
      title={name === undefined ? 'Evidence' : `${name}: evidence`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {step === null ? (
        <Empty title="There is no such time span" text="The link is not complete. Choose a cell of a provider." />
      ) : (
        <QueryView
          result={result}
          what="The evidence"
          onRetry={() => reload({ requestPolicy: 'network-only' })}
          isEmpty={({ providerHealth }) => providerHealth === null}
          empty={<Empty title="There is no such provider" text="The policy in force does not name it." />}
        >
          {(data) => data.providerHealth && <EvidenceOf step={step} history={data.providerHealth} data={data} />}
        </QueryView>
      )}
    </Drawer>
  );
}

type EvidenceOfProps = { step: EvidenceStep; history: History; data: Data };

function EvidenceOf({ step, history: { provider, points }, data }: EvidenceOfProps) {
  const calls = points.reduce((sum, point) => sum + point.calls, 0);
  const failures = points.reduce((sum, point) => sum + point.failures, 0);
  const probes = points.flatMap((point) => point.probes);
  const { word, text } = judgePoint(points.length === 0 ? null : { calls, failures, probes });
  return (
    <Stack gap="lg">
      <div>
        <Text fw={600}>
          {word}: {text}
        </Text>
        <Text size="sm" c="dimmed">
          {formatDateTime(step.from)} to {formatTime(step.to)}
        </Text>
      </div>
      <section aria-label="Calls">
        <h3 className={classes.title}>Calls</h3>
        {calls === 0 ? (
          <Text size="sm" c="dimmed">
            No calls went to {provider.displayName}.
          </Text>
        ) : (
          <Calls step={step} data={data} />
        )}
      </section>
      <section aria-label="Probes">
        <h3 className={classes.title}>Probes</h3>
        {probes.length === 0 ? (
          <Text size="sm" c="dimmed">
            None since the service started. It probes local providers, and others while their calls fail.
          </Text>
        ) : (
          <ProbeList probes={probes} />
        )}
      </section>
    </Stack>
  );
}

function Calls({ step: { provider, from, to }, data: { usage, failed, rescued } }: { step: EvidenceStep; data: Data }) {
  const link = new URLSearchParams({ provider, from: from.toISOString(), to: to.toISOString() });
  return (
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
  );
}

type FailedCall = Evidence['attempts'][number] & { generationId: string; at: string };

/** The failed attempts at a provider, each once, newest first. */
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
