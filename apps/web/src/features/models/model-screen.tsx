'use client';

import { ActionIcon, Button, Group, Skeleton, Stack } from '@mantine/core';
import { IconCheck, IconCopy, IconKey, IconMoodEmpty, IconPlayerPlay } from '@tabler/icons-react';
import type { ResultOf } from 'gql.tada';
import { useQuery } from 'urql';
import { CopyButton } from '../../components/copy-button.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page, PageHeader } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { graphql } from '../../graphql/graphql.ts';
import { useViewer } from '../access/use-viewer.ts';
import { describeSetup } from '../health/describe-setup.ts';
import { HealthStatus } from '../health/health-status.tsx';
import { BackLink } from '../shell/back-link.tsx';
import { PageLink } from '../shell/page-link.tsx';
import { ModelActions, ModelActionsFragment } from './model-actions.tsx';
import { ModelDeployments, ModelDeploymentsFragment } from './model-deployments.tsx';
import { ModelGenerations } from './model-generations.tsx';
import { ModelHeadline, ModelHeadlineFragment } from './model-headline.tsx';
import { ModelHealthCard, ModelHealthFragment } from './model-health-card.tsx';
import { ModelPrices, ModelPricesFragment } from './model-prices.tsx';
import { ModelProfile, ModelProfileFragment } from './model-profile.tsx';
import classes from './model-screen.module.css';
import { ModelUsageCard } from './model-usage-card.tsx';

const ModelQuery = graphql(
  `
    query Model($id: ID!, $operates: Boolean!) {
      model(id: $id) {
        id
        displayName
        active
        configured
        provider {
          id
          displayName
          setupHint @include(if: $operates)
        }
        ...ModelHeadline
        ...ModelProfile
        ...ModelPrices
        ...ModelHealth
        ...ModelDeployments
        ...ModelActions
      }
    }
  `,
  [
    ModelHeadlineFragment,
    ModelProfileFragment,
    ModelPricesFragment,
    ModelHealthFragment,
    ModelDeploymentsFragment,
    ModelActionsFragment,
  ],
);

/** All details of one model. */
export function ModelScreen({ id }: { id: string }) {
  const operates = useViewer().can('OPERATE');
  const [result, reload] = useQuery({ query: ModelQuery, variables: { id, operates } });
  return (
    <Page>
      <BackLink href="/models" label="Models" />
      {!result.data?.model && <PageHeader title={id} />}
      <QueryView
        result={result}
        what="The model"
        onRetry={() => reload({ requestPolicy: 'network-only' })}
        loading={<Placeholder />}
        isEmpty={({ model }) => model === null}
        empty={
          <Notice icon={<IconMoodEmpty size={22} />} title="No such model" text={`The catalog has no model ${id}.`} />
        }
      >
        {({ model }) => model && <ModelDetails model={model} />}
      </QueryView>
    </Page>
  );
}

type ModelDetailsProps = { model: NonNullable<ResultOf<typeof ModelQuery>['model']> };

function ModelDetails({ model }: ModelDetailsProps) {
  const viewer = useViewer();
  return (
    <>
      <PageHeader
        title={model.displayName}
        text={
          <div className={classes.subtitle}>
            <CopyableId id={model.id} />
            <span>{model.provider.displayName}</span>
            <HealthStatus model={model} setupHint={model.provider.setupHint} />
          </div>
        }
      >
        <Group gap="xs">
          <ModelActions model={model} />
          {viewer.can('GENERATE') && (
            <Button
              component={PageLink}
              href={`/playground?model=${encodeURIComponent(model.id)}`}
              leftSection={<IconPlayerPlay size={15} />}
            >
              Try in Playground
            </Button>
          )}
        </Group>
      </PageHeader>
      {!model.configured && (
        <div className={classes.setup} role="note">
          <IconKey size={16} aria-hidden />
          {describeSetup(model.provider.displayName, model.provider.setupHint)}
        </div>
      )}
      <ModelHeadline model={model} />
      <div className={classes.columns}>
        <div className={classes.column}>
          <ModelProfile model={model} />
          <ModelPrices model={model} />
          <ModelDeployments model={model} />
        </div>
        <div className={classes.column}>
          <ModelHealthCard model={model} />
          <ModelUsageCard model={model.id} />
        </div>
      </div>
      <ModelGenerations model={model.id} />
    </>
  );
}

function CopyableId({ id }: { id: string }) {
  return (
    <span className={classes.id}>
      {id}
      <CopyButton value={id}>
        {({ copied, copy }) => (
          <ActionIcon size="xs" variant="subtle" color="gray" aria-label="Copy the id" onClick={copy}>
            {copied ? <IconCheck size={13} /> : <IconCopy size={13} />}
          </ActionIcon>
        )}
      </CopyButton>
    </span>
  );
}

function Placeholder() {
  return (
    <Stack gap="md" aria-busy="true">
      <Skeleton height={84} radius="lg" />
      <Skeleton height={260} radius="lg" />
    </Stack>
  );
}
