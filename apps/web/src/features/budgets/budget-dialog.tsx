'use client';

import { Alert, Button, Group, NumberInput, Select, Switch, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useMutation } from 'urql';
import { DialogForm } from '../../components/dialog-form.tsx';
import { formatUsd } from '../../format/money.ts';
import { findMoneyProblem } from '../../format/typed-money.ts';
import { type Budget, SaveBudgetMutation } from './budget-documents.ts';
import {
  type BudgetDraft,
  type BudgetScope,
  draftOf,
  isSameDraft,
  scopeLabels,
  scopeNouns,
  toBudgetInput,
} from './budget-draft.ts';
import classes from './budgets.module.css';

export type ScopeChoice = { value: string; label: string };
export type ScopeChoices = Readonly<Record<Exclude<BudgetScope, 'everything'>, readonly ScopeChoice[]>>;

type BudgetDialogProps = {
  /** The budget to change; null for a new budget. */
  budget: Budget | null;
  /** Whether the budget was removed while the form is open. */
  isRemoved: boolean;
  choices: ScopeChoices;
  onClose: () => void;
};

/** The form of a budget. */
export function BudgetDialog({ budget, isRemoved, choices, onClose }: BudgetDialogProps) {
  const [{ fetching, error }, save] = useMutation(SaveBudgetMutation);
  // The initial state of the form. Another window may save meanwhile.
  const [begun, setBegun] = useState(budget);
  const form = useForm<BudgetDraft>({
    initialValues: draftOf(budget),
    validate: {
      name: (name) => (name.trim() === '' ? 'Give it a name: errors and alerts show it.' : null),
      limitUsd: findMoneyProblem,
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
      isDisabled={isRemoved}
      onSubmit={submit}
      onClose={onClose}
    >
      {isRemoved && (
        <Alert color="yellow" variant="light" p="xs" role="alert">
          This budget was removed meanwhile. Nothing can be saved.
        </Alert>
      )}
      {!isRemoved && budget && begun && !isSameDraft(budget, begun) && !fetching && (
        <Alert color="yellow" variant="light" p="xs" role="alert">
          <Group justify="space-between" gap="xs">
            <Text size="sm">
              It was changed meanwhile: {budget.name}, {formatUsd(budget.limitUsd)}. Saving replaces this change.
            </Text>
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => {
                form.setValues(draftOf(budget));
                setBegun(budget);
              }}
            >
              Use the change
            </Button>
          </Group>
        </Alert>
      )}
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
            // Typed text replaces the present name.
            onClick={({ currentTarget }) => currentTarget.select()}
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
          label="Resets"
          data={[
            { value: 'DAY', label: 'Daily (UTC)' },
            { value: 'MONTH', label: 'Monthly (UTC)' },
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
          What it counts and when it resets cannot change. Create another budget instead.
        </Text>
      )}
      <Switch
        label="Refuse requests beyond the limit"
        description="Off: requests continue, and the budget only alerts."
        {...form.getInputProps('hard', { type: 'checkbox' })}
      />
    </DialogForm>
  );
}
