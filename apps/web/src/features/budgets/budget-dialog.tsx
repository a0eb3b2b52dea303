'use client';

import { NumberInput, Select, Switch, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from 'urql';
import { DialogForm } from '../../components/dialog-form.tsx';
import { type Budget, SaveBudgetMutation } from './budget-documents.ts';
import {
  type BudgetDraft,
  type BudgetScope,
  draftOf,
  findLimitProblem,
  scopeLabels,
  scopeNouns,
  toBudgetInput,
} from './budget-draft.ts';
import classes from './budgets.module.css';

export type ScopeChoice = { value: string; label: string };
export type ScopeChoices = Readonly<Record<Exclude<BudgetScope, 'everything'>, readonly ScopeChoice[]>>;

type BudgetDialogProps = {
  /** Null: a new one. */
  budget: Budget | null;
  choices: ScopeChoices;
  onClose: () => void;
};

/** The form of a budget. */
export function BudgetDialog({ budget, choices, onClose }: BudgetDialogProps) {
  const [{ fetching, error }, save] = useMutation(SaveBudgetMutation);
  const form = useForm<BudgetDraft>({
    initialValues: draftOf(budget),
    validate: {
      name: (name) => (name.trim() === '' ? 'Give it a name: errors and alerts say it.' : null),
      limitUsd: findLimitProblem,
      scopeId: (id, { scope }) => (scope !== 'everything' && !id ? 'Choose one.' : null),
    },
  });
  const { scope } = form.values;
  const isFixed = budget !== null;

  const submit = form.onSubmit(async (draft) => {
    const { data } = await save({ input: toBudgetInput(draft, budget) });
    if (data) onClose();
  });

  return (
    <DialogForm
      title={budget === null ? 'New budget' : `Edit '${budget.name}'`}
      action={budget === null ? 'Create budget' : 'Save'}
      isSaving={fetching}
      error={error}
      isDirty={form.isDirty()}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        placeholder="Team A, monthly"
        required
        maxLength={100}
        data-autofocus
        {...form.getInputProps('name')}
      />
      <div className={classes.fields}>
        <Select
          label="Counts"
          data={Object.entries(scopeLabels).map(([value, label]) => ({ value, label }))}
          allowDeselect={false}
          disabled={isFixed}
          {...form.getInputProps('scope')}
          onChange={(value) => form.setValues({ scope: (value ?? 'everything') as BudgetScope, scopeId: null })}
        />
        {scope !== 'everything' && (
          <Select
            label={scopeNouns[scope]}
            data={[...choices[scope]]}
            searchable
            limit={100}
            allowDeselect={false}
            disabled={isFixed}
            {...form.getInputProps('scopeId')}
          />
        )}
      </div>
      <div className={classes.fields}>
        <TextInput
          label="Limit, US dollars"
          placeholder="50"
          required
          inputMode="decimal"
          {...form.getInputProps('limitUsd')}
        />
        <Select
          label="Begins anew"
          data={[
            { value: 'DAY', label: 'Every day (UTC)' },
            { value: 'MONTH', label: 'Every month (UTC)' },
            { value: 'TOTAL', label: 'Never' },
          ]}
          allowDeselect={false}
          disabled={isFixed}
          {...form.getInputProps('window')}
        />
        <NumberInput
          label="Alert at"
          placeholder="No alert"
          suffix="%"
          min={1}
          max={100}
          {...form.getInputProps('alertPercent')}
        />
      </div>
      {isFixed && (
        <Text size="xs" c="dimmed">
          What it counts and when it begins anew cannot change. Make another budget for that.
        </Text>
      )}
      <Switch
        label="Refuse requests beyond the limit"
        description="Off: it only counts and alerts."
        {...form.getInputProps('hard', { type: 'checkbox' })}
      />
    </DialogForm>
  );
}
