'use client';

import { NumberInput, SimpleGrid, TagsInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { type FragmentOf, type ResultOf, readFragment } from 'gql.tada';
import { useMutation } from 'urql';
import { DialogForm } from '../../components/dialog-form.tsx';
import { readTypedMoney, toTypedMoney } from '../../format/typed-money.ts';
import { graphql, type VariablesOf } from '../../graphql/graphql.ts';
import { ModelEditorFragment } from './model-editor-fragment.ts';

const SaveMutation = graphql(`
  mutation SaveModel($input: ModelInput!) {
    saveModel(input: $input) {
      id
    }
  }
`);

type Model = ResultOf<typeof ModelEditorFragment>;
type Input = VariablesOf<typeof SaveMutation>['input'];

type ModelForm = {
  displayName: string;
  contextWindow: number | string;
  maxOutputTokens: number | string;
  quality: number | string;
  capabilities: string[];
  tags: string[];
  useCases: string[];
  inputPerMTok: string;
  outputPerMTok: string;
  cachedInputPerMTok: string;
  cacheWritePerMTok: string;
  expectedFirstTokenMs: number | string;
  expectedTokensPerSecond: number | string;
};

type ModelEditorProps = { model: FragmentOf<typeof ModelEditorFragment>; onClose: () => void };

/** Changes the stored fields of a model. Only changed fields are sent. */
export function ModelEditor({ model: data, onClose }: ModelEditorProps) {
  const model = readFragment(ModelEditorFragment, data);
  const initial = toForm(model);
  const form = useForm<ModelForm>({ initialValues: initial, validate });
  const [{ fetching, error }, save] = useMutation(SaveMutation);

  const submit = async (values: ModelForm): Promise<void> => {
    const { error: failure } = await save({ input: toInput(model.id, initial, values) });
    if (failure) return;
    notifications.show({ color: 'green', message: `${values.displayName} is saved, as a new revision of the policy.` });
    onClose();
  };
  return (
    <DialogForm
      title={`Edit ${model.displayName}`}
      size="lg"
      action="Save"
      isSaving={fetching}
      error={error}
      isDirty={form.isDirty()}
      isDisabled={!form.isDirty()}
      onSubmit={form.onSubmit(submit)}
      onClose={onClose}
    >
      <TextInput label="Name" {...form.getInputProps('displayName')} />
      <SimpleGrid cols={{ base: 1, xs: 3 }} verticalSpacing="sm">
        <NumberInput label="Window, tokens" min={1} thousandSeparator {...form.getInputProps('contextWindow')} />
        <NumberInput label="Longest output" min={1} thousandSeparator {...form.getInputProps('maxOutputTokens')} />
        <NumberInput label="Quality, 0 to 1" min={0} max={1} step={0.05} {...form.getInputProps('quality')} />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, xs: 2 }} verticalSpacing="sm">
        <TextInput label="Input, $ per M tokens" inputMode="decimal" {...form.getInputProps('inputPerMTok')} />
        <TextInput label="Output, $ per M tokens" inputMode="decimal" {...form.getInputProps('outputPerMTok')} />
        <TextInput label="Cached input" inputMode="decimal" {...form.getInputProps('cachedInputPerMTok')} />
        <TextInput label="Cache write" inputMode="decimal" {...form.getInputProps('cacheWritePerMTok')} />
        <NumberInput label="Expected first token, ms" min={0} {...form.getInputProps('expectedFirstTokenMs')} />
        <NumberInput label="Expected tokens a second" min={0} {...form.getInputProps('expectedTokensPerSecond')} />
      </SimpleGrid>
      <TagsInput label="Capabilities" {...form.getInputProps('capabilities')} />
      <TagsInput label="Good for" {...form.getInputProps('useCases')} />
      <TagsInput label="Tags" {...form.getInputProps('tags')} />
    </DialogForm>
  );
}

function toForm(model: Model): ModelForm {
  const { price } = model;
  return {
    displayName: model.displayName,
    contextWindow: model.contextWindow,
    maxOutputTokens: model.maxOutputTokens,
    quality: model.quality,
    capabilities: [...model.capabilities],
    tags: [...model.tags],
    useCases: [...model.useCases],
    inputPerMTok: toTypedMoney(price?.inputPerMTok ?? ''),
    outputPerMTok: toTypedMoney(price?.outputPerMTok ?? ''),
    cachedInputPerMTok: toTypedMoney(price?.cachedInputPerMTok ?? ''),
    cacheWritePerMTok: toTypedMoney(price?.cacheWritePerMTok ?? ''),
    expectedFirstTokenMs: model.expectedFirstTokenMs,
    expectedTokensPerSecond: model.expectedTokensPerSecond,
  };
}

const prices = ['inputPerMTok', 'outputPerMTok', 'cachedInputPerMTok', 'cacheWritePerMTok'] as const;
const isPrice = (text: string): boolean => text === '' || readTypedMoney(text) !== null;

function validate(form: ModelForm): Partial<Record<keyof ModelForm, string>> {
  const problems: Partial<Record<keyof ModelForm, string>> = {};
  if (form.displayName.trim() === '') problems.displayName = 'Enter a name.';
  for (const name of prices) if (!isPrice(form[name])) problems[name] = `A number such as ${toTypedMoney('0.15')}.`;
  if ((form.inputPerMTok === '') !== (form.outputPerMTok === '')) {
    problems[form.inputPerMTok === '' ? 'inputPerMTok' : 'outputPerMTok'] = 'Enter both prices, or neither.';
  }
  return problems;
}

/** A field in the API's form; null when it was emptied. */
function toField(name: string, value: ModelForm[keyof ModelForm]): unknown {
  if (value === '') return null;
  return prices.some((price) => price === name) ? readTypedMoney(String(value)) : value;
}

/**
 * The changed fields. An emptied field is null, so that the policy's value applies again. Both prices are sent
 * together.
 */
function toInput(id: string, before: ModelForm, after: ModelForm): Input {
  const changed = Object.entries(after).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof ModelForm]),
  );
  const names = new Set(changed.map(([name]) => name));
  if (names.has('inputPerMTok') || names.has('outputPerMTok')) {
    for (const name of ['inputPerMTok', 'outputPerMTok'] as const) {
      if (!names.has(name)) changed.push([name, after[name]]);
    }
  }
  return { id, ...Object.fromEntries(changed.map(([name, value]) => [name, toField(name, value)])) };
}
