'use client';

import { Button, Group } from '@mantine/core';
import { useQuery } from 'urql';
import { Card } from '../../components/card.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { FactList } from '../../components/fact-list.tsx';
import { Page, PageHeader } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Empty } from '../../components/states.tsx';
import { formatUsd } from '../../format/money.ts';
import { useViewer } from '../access/use-viewer.ts';
import { BackLink } from '../shell/back-link.tsx';
import { PageLink } from '../shell/page-link.tsx';
import { AttemptAxis } from './attempt-axis.tsx';
import { copyAs, copyForms } from './copy-as.ts';
import classes from './detail.module.css';
import { type GenerationDetail, GenerationQuery } from './generation-documents.ts';
import { factsOf } from './generation-summary.tsx';
import { PlanCard } from './plan-card.tsx';
import { RatingCard } from './rating-card.tsx';
import { ReplayCard } from './replay-card.tsx';
import { Said } from './said.tsx';
import { ScrollText } from './scroll-text.tsx';
import { useProgress } from './use-progress.ts';

/** One generation: its content, its attempts over time, the reasons for its models, and its cost. */
export function GenerationScreen({ id }: { id: string }) {
  const [result, read] = useQuery({ query: GenerationQuery, variables: { id }, requestPolicy: 'cache-and-network' });
  const isRunning = result.data?.generation?.status === 'RUNNING';
  useProgress(isRunning ? id : null, () => read({ requestPolicy: 'network-only' }));
  return (
    <Page>
      <BackLink href="/generations" label="Generations" />
      {!result.data?.generation && <PageHeader title="Generation" />}
      <QueryView result={result} what="The generation" onRetry={() => read({ requestPolicy: 'network-only' })}>
        {({ generation }) =>
          generation === null ? (
            <Empty
              title="There is no such generation"
              text="It may be of another workspace, or its record was removed after its retention."
              action={
                <Button component={PageLink} href="/generations" variant="default">
                  All generations
                </Button>
              }
            />
          ) : (
            <Detail generation={generation} />
          )
        }
      </QueryView>
    </Page>
  );
}

function Detail({ generation }: { generation: GenerationDetail }) {
  const viewer = useViewer();
  const request =
    typeof generation.request === 'object' ? (generation.request as Record<string, unknown> | null) : null;
  return (
    <>
      <PageHeader
        title="Generation"
        text={
          <Group gap="xs">
            <code>{generation.id}</code>
            <Copy label="Copy id" value={generation.id} />
          </Group>
        }
      >
        <Group gap="xs">
          {request &&
            copyForms.map((form) => (
              <Copy key={form} label={`Copy as ${form}`} value={copyAs(form, request, window.location.origin)} />
            ))}
        </Group>
      </PageHeader>
      <div className={classes.grid}>
        <div className={classes.column}>
          {generation.errorCode && (
            <p className={classes.failure}>
              <b>{generation.errorCode}</b> {generation.errorMessage}
            </p>
          )}
          <Card title="Attempts">
            <AttemptAxis generation={generation} />
          </Card>
          <Card title="Prompt and answer">
            <Said generation={generation} />
          </Card>
          <PlanCard plan={generation.plan} />
          {request && viewer.can('GENERATE') && <ReplayCard request={request} served={generation.model} />}
          <Raw generation={generation} />
        </div>
        <div className={classes.column}>
          <Card title="Facts">
            <FactList facts={factsOf(generation)} />
          </Card>
          <CostCard cost={generation.cost} />
          <RatingCard generation={generation} />
          {generation.warnings.length > 0 && (
            <Card title="Warnings">
              <ul>
                {generation.warnings.map(({ code, message, path }) => (
                  <li key={`${code} ${path}`}>
                    {message} <span className={classes.dim}>{path}</span>
                  </li>
                ))}
              </ul>
            </Card>
          )}
        </div>
      </div>
    </>
  );
}

function Copy({ label, value }: { label: string; value: string }) {
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Button size="compact-xs" variant="subtle" onClick={copy}>
          {copied ? 'Copied' : label}
        </Button>
      )}
    </CopyButton>
  );
}

function CostCard({ cost }: { cost: GenerationDetail['cost'] }) {
  if (cost === null) {
    return (
      <Card title="Cost">
        <p className={classes.dim}>Unpriced: a model in it has no known price.</p>
      </Card>
    );
  }
  const buckets: readonly (readonly [string, string])[] = [
    ['Input', cost.inputUsd],
    ['Cached input', cost.cachedInputUsd],
    ['Cache writes', cost.cacheWriteUsd],
    ['Output', cost.outputUsd],
    ['Reasoning', cost.reasoningUsd],
    ['Per request', cost.requestUsd],
  ];
  return (
    <Card title="Cost by bucket" aside={<span className={classes.dim}>price source: {cost.priceSource}</span>}>
      <FactList
        facts={[
          ...buckets
            .filter(([, amount]) => Number(amount) !== 0)
            .map(([label, amount]) => ({ label, value: formatUsd(amount) })),
          { label: 'Total', value: <b>{formatUsd(cost.totalUsd)}</b> },
          ...(Number(cost.cachedSavingUsd) === 0
            ? []
            : [{ label: 'Saved by the prompt cache', value: formatUsd(cost.cachedSavingUsd) }]),
          ...(cost.statedUsd === null ? [] : [{ label: 'Stated by the provider', value: formatUsd(cost.statedUsd) }]),
        ]}
      />
    </Card>
  );
}

function Raw({ generation }: { generation: GenerationDetail }) {
  const text = JSON.stringify(generation, null, 2);
  return (
    <Card title="Raw JSON" aside={<Copy label="Copy" value={text} />}>
      <details>
        <summary>Show</summary>
        <ScrollText label="The generation as JSON" isCode>
          {text}
        </ScrollText>
      </details>
    </Card>
  );
}
