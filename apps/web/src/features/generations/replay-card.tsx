'use client';

import { Button, MultiSelect } from '@mantine/core';
import { useState } from 'react';
import { type CombinedError, useClient, useQuery } from 'urql';
import { Card } from '../../components/card.tsx';
import { formatDuration } from '../../format/duration.ts';
import { formatUsd } from '../../format/money.ts';
import type { ResultOf, VariablesOf } from '../../graphql/graphql.ts';
import { PageLink } from '../shell/page-link.tsx';
import classes from './detail.module.css';
import { ReplayModels, ReplayMutation } from './generation-documents.ts';
import { ScrollText } from './scroll-text.tsx';

const mostModels = 4;

type Outcome = {
  model: string;
  answer: ResultOf<typeof ReplayMutation>['generate'] | null;
  error: CombinedError | null;
};

type Input = VariablesOf<typeof ReplayMutation>['input'];

/** Sends the same request to several other models, each without fallback, and shows their answers. */
export function ReplayCard({ request, served }: { request: Readonly<Record<string, unknown>>; served: string | null }) {
  const client = useClient();
  const [{ data }] = useQuery({ query: ReplayModels });
  const [models, setModels] = useState<string[]>([]);
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([]);
  const [isRunning, setIsRunning] = useState(false);

  const replay = async (): Promise<void> => {
    setIsRunning(true);
    const { chain: _chain, strategy: _strategy, ...asked } = request;
    const run = async (model: string): Promise<Outcome> => {
      const input: Input = { ...asked, model, enableFallback: false, tags: ['replay'] };
      const result = await client.mutation(ReplayMutation, { input }).toPromise();
      return { model, answer: result.data?.generate ?? null, error: result.error ?? null };
    };
    setOutcomes(await Promise.all(models.map(run)));
    setIsRunning(false);
  };

  return (
    <Card title="Replay on other models">
      <MultiSelect
        label="Models"
        description={`Up to ${mostModels}. Each answer is a generation of its own, with the tag replay, and costs money.`}
        data={(data?.models ?? []).map(({ id }) => id).filter((id) => id !== served)}
        value={models}
        onChange={setModels}
        maxValues={mostModels}
        searchable
      />
      <Button mt="sm" size="xs" disabled={models.length === 0} loading={isRunning} onClick={() => void replay()}>
        Replay
      </Button>
      <div aria-live="polite" className={classes.said} style={{ marginTop: outcomes.length > 0 ? 12 : 0 }}>
        {outcomes.map(({ model, answer, error }) => (
          <div key={model}>
            <h3 className={classes.subtitle}>{model}</h3>
            {answer === null ? (
              <p className={classes.failure}>{error?.graphQLErrors[0]?.message ?? 'It did not answer.'}</p>
            ) : (
              <>
                <ScrollText label={`Answer of ${model}`}>{answer.text}</ScrollText>
                <span className={classes.dim}>
                  {formatDuration(answer.latencyMs)} · {formatUsd(answer.cost?.totalUsd)} ·{' '}
                  <PageLink href={`/generations/${answer.id}`}>its page</PageLink>
                </span>
              </>
            )}
          </div>
        ))}
      </div>
    </Card>
  );
}
