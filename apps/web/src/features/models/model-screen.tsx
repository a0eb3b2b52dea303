'use client';

import { ActionIcon, Button, CopyButton, Skeleton, Stack } from '@mantine/core';
import {
  IconCheck,
  IconChevronLeft,
  IconCopy,
  IconMoodEmpty,
  IconPlayerPlay,
  IconPlugConnectedX,
} from '@tabler/icons-react';
import type { ResultOf } from 'gql.tada';
import Link from 'next/link';
import { useQuery } from 'urql';
import { Notice } from '../../components/notice.tsx';
import { Page, PageHeader } from '../../components/page.tsx';
import { describeError } from '../../graphql/describe-error.ts';
import { graphql } from '../../graphql/graphql.ts';
import { HealthStatus } from '../health/health-status.tsx';
import { ModelDeployments, ModelDeploymentsFragment } from './model-deployments.tsx';
import { ModelHeadline, ModelHeadlineFragment } from './model-headline.tsx';
import { ModelHealthCard, ModelHealthFragment } from './model-health-card.tsx';
import { ModelPrices, ModelPricesFragment } from './model-prices.tsx';
import { ModelProfile, ModelProfileFragment } from './model-profile.tsx';
import classes from './model-screen.module.css';
import { ModelUsageCard } from './model-usage-card.tsx';

const ModelQuery = graphql(
  `
    query Model($id: ID!) {
      model(id: $id) {
        id
        displayName
        active
        configured
        provider {
          id
          displayName
          setupHint
        }
        ...ModelHeadline
        ...ModelProfile
        ...ModelPrices
        ...ModelHealth
        ...ModelDeployments
      }
    }
  `,
  [ModelHeadlineFragment, ModelProfileFragment, ModelPricesFragment, ModelHealthFragment, ModelDeploymentsFragment],
);

/** All details of one model. */
export function ModelScreen({ id }: { id: string }) {
  const [{ data, error, fetching }, reload] = useQuery({ query: ModelQuery, variables: { id } });
  const model = data?.model;

  return (
    <Page>
      <Link href="/models" className={classes.back}>
        <IconChevronLeft size={15} /> Models
      </Link>
      {fetching && !data && <Placeholder />}
      {error && !data && (
        <Notice
          tone="bad"
          icon={<IconPlugConnectedX size={22} />}
          title={describeError(error).title}
          text={describeError(error).message}
        >
          <Button variant="default" onClick={() => reload({ requestPolicy: 'network-only' })}>
            Try again
          </Button>
        </Notice>
      )}
      {data && !model && (
        <Notice icon={<IconMoodEmpty size={22} />} title="No such model" text={`The catalog has no model ${id}.`} />
      )}
      {model && <ModelDetails model={model} />}
    </Page>
  );
}

type ModelDetailsProps = { model: NonNullable<ResultOf<typeof ModelQuery>['model']> };

function ModelDetails({ model }: ModelDetailsProps) {
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
        <Button
          component={Link}
          href={`/playground?model=${encodeURIComponent(model.id)}`}
          leftSection={<IconPlayerPlay size={15} />}
        >
          Try in Playground
        </Button>
      </PageHeader>
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
      <Skeleton height={30} width={260} />
      <Skeleton height={84} radius="lg" />
      <Skeleton height={260} radius="lg" />
    </Stack>
  );
}
