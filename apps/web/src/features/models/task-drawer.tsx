'use client';

import { Button, Drawer, MultiSelect, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useQuery } from 'urql';
import { QueryView } from '../../components/query-view.tsx';
import { Empty } from '../../components/states.tsx';
import { formatDuration } from '../../format/duration.ts';
import { formatEstimate } from '../../format/money.ts';
import { formatCount } from '../../format/tokens.ts';
import { graphql, type ResultOf, type VariablesOf } from '../../graphql/graphql.ts';
import { PageLink } from '../shell/page-link.tsx';
import { describeCapability, shownCapabilities } from './capabilities.ts';
import type { CatalogModel } from './catalog-model.ts';
import classes from './task-drawer.module.css';

const TaskQuery = graphql(`
  query ModelsForTask($input: RecommendationInput!) {
    recommendations(input: $input) {
      items {
        rank
        model {
          id
          displayName
        }
        estimatedCostUsd
        estimatedOutputTokens
        estimatedLatencyMs
        reasons
      }
      exclusions {
        modelId
      }
    }
  }
`);

type Input = VariablesOf<typeof TaskQuery>['input'];
type Item = ResultOf<typeof TaskQuery>['recommendations']['items'][number];

const usualInput = { contextLength: 1_000, costPreference: 'MEDIUM', limit: 5 } as const satisfies Input;

const preferences = [
  { value: 'LOW', label: 'As cheap as possible' },
  { value: 'MEDIUM', label: 'By the weights of the policy' },
  { value: 'HIGH', label: 'Quality before money' },
] as const;

type TaskDrawerProps = { models: readonly CatalogModel[]; onClose: () => void };

/** Recommends models for a task: a form, and the models with reasons and the estimated cost. */
export function TaskDrawer({ models, onClose }: TaskDrawerProps) {
  const [draft, setDraft] = useState<Input>(usualInput);
  const [input, setInput] = useState<Input>(usualInput);
  const change = (part: Partial<Input>): void => setDraft((known) => ({ ...known, ...part }));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setInput(draft);
  };
  const capabilities = shownCapabilities([...new Set(models.flatMap((model) => model.capabilities))]);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={520}
      title="Which model for this task?"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label="Task"
            description="As the policy names it: code_generation, summarization …"
            value={draft.taskType ?? ''}
            onChange={(event) => change({ taskType: event.currentTarget.value.trim() || null })}
          />
          <NumberInput
            label="Prompt, tokens"
            min={0}
            max={10_000_000}
            allowDecimal={false}
            thousandSeparator
            value={draft.contextLength ?? ''}
            onChange={(value) =>
              change({ contextLength: typeof value === 'number' ? value : usualInput.contextLength })
            }
          />
          <MultiSelect
            label="It must have"
            data={capabilities.map((value) => ({ value, label: describeCapability(value).label }))}
            value={[...(draft.requiredCapabilities ?? [])]}
            onChange={(requiredCapabilities) => change({ requiredCapabilities })}
            clearable
          />
          <Select
            label="Cost or quality"
            data={[...preferences]}
            value={draft.costPreference ?? 'MEDIUM'}
            onChange={(value) => change({ costPreference: preferences.find((one) => one.value === value)?.value })}
            allowDeselect={false}
          />
          <Button type="submit">Find models</Button>
        </Stack>
      </form>
      <Recommended input={input} />
    </Drawer>
  );
}

function Recommended({ input }: { input: Input }) {
  const [result, reload] = useQuery({ query: TaskQuery, variables: { input }, requestPolicy: 'network-only' });
  return (
    <section className={classes.results} aria-label="Recommended models">
      <QueryView
        result={result}
        what="Recommendations"
        onRetry={() => reload()}
        isEmpty={({ recommendations }) => recommendations.items.length === 0}
        empty={<Empty title="No model can serve this" text="Require less, or configure another provider." />}
      >
        {({ recommendations: { items, exclusions } }) => (
          <>
            <ol className={classes.list}>
              {items.map((item) => (
                <RecommendedModel key={item.model.id} item={item} inputTokens={input.contextLength ?? 0} />
              ))}
            </ol>
            {exclusions.length > 0 && (
              <Text size="xs" c="dimmed" mt="sm">
                {formatCount(exclusions.length)} other models cannot serve it now.
              </Text>
            )}
          </>
        )}
      </QueryView>
    </section>
  );
}

function RecommendedModel({ item, inputTokens }: { item: Item; inputTokens: number }) {
  const { model, estimatedCostUsd, estimatedOutputTokens, estimatedLatencyMs, reasons } = item;
  const output = estimatedOutputTokens === null ? '' : ` and ${formatCount(estimatedOutputTokens)} of answer`;
  return (
    <li className={classes.item} data-id={model.id}>
      <div className={classes.head}>
        <PageLink href={`/models/${model.id}`} className={classes.link}>
          {model.displayName}
        </PageLink>
        <span className={classes.figures}>
          {formatEstimate(estimatedCostUsd)} · about {formatDuration(estimatedLatencyMs)}
        </span>
      </div>
      <Text size="xs" c="dimmed">
        for {formatCount(inputTokens)} tokens of prompt{output}
      </Text>
      <ul className={classes.reasons}>
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </li>
  );
}
