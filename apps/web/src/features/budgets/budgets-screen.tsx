'use client';

import { Button, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconPlus, IconReceipt2 } from '@tabler/icons-react';
import { useSearchParams } from 'next/navigation';
import { useRef } from 'react';
import { useMutation } from 'urql';
import { notifyFailure } from '../../components/failed-change.tsx';
import { Page, PageHeader } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Empty } from '../../components/states.tsx';
import { useViewer } from '../access/use-viewer.ts';
import { useWorkspaces } from '../access/use-workspaces.ts';
import { changeAddress } from '../shell/address.ts';
import { WorkspacePicker } from '../shell/workspace-picker.tsx';
import { useWorkspaceScope } from '../shell/workspace-scope.ts';
import { BudgetCard } from './budget-card.tsx';
import { BudgetDialog, type ScopeChoices } from './budget-dialog.tsx';
import { type Budget, type BudgetsData, RemoveBudgetMutation } from './budget-documents.ts';
import { usedShare } from './budget-meter.tsx';
import classes from './budgets.module.css';
import { useBudgets } from './use-budgets.ts';

/** The value in the address for a budget that is not saved yet. */
const newOne = 'new';
const edit = (id: string | null): void => changeAddress({ edit: id });

/** Limits on spending, live, the fullest first. */
export function BudgetsScreen() {
  const { can } = useViewer();
  const { workspaceId } = useWorkspaceScope();
  const canChange = can('OPERATE');
  const [result, reload] = useBudgets(canChange);
  const choices = choicesOf(result.data, useWorkspaces());
  const opened = useSearchParams().get('edit');
  const [, remove] = useMutation(RemoveBudgetMutation);

  const confirmRemoval = ({ id, name }: Budget): void => {
    modals.openConfirmModal({
      title: `Remove '${name}'?`,
      children: <Text size="sm">Its limit ends at once. The usage keeps its spending.</Text>,
      labels: { confirm: 'Remove', cancel: 'Cancel' },
      confirmProps: { color: 'red.9' },
      onConfirm: async () => {
        const { error } = await remove({ id });
        if (error) notifyFailure(error);
      },
    });
  };

  const canEdit = ({ source }: Budget): boolean => canChange && source === 'OPERATOR';
  const present = result.data?.budgets.find((budget) => budget.id === opened && canEdit(budget)) ?? null;
  // A budget that is removed while its form is open stays there, with the typed text.
  const lastOpened = useRef<Budget | null>(null);
  if (present !== null) lastOpened.current = present;
  const editable = present ?? (lastOpened.current?.id === opened ? lastOpened.current : null);
  const names = new Map(
    [...choices.workspaceId, ...choices.apiKeyId, ...choices.provider].map(({ value, label }) => [value, label]),
  );
  return (
    <Page>
      <PageHeader title="Budgets" text="Limits on spending. Hard limits are never exceeded.">
        <div className={classes.tools}>
          <WorkspacePicker />
          {canChange && (
            <Button size="xs" leftSection={<IconPlus size={14} />} onClick={() => edit(newOne)}>
              New budget
            </Button>
          )}
        </div>
      </PageHeader>
      <QueryView
        result={result}
        what="The budgets"
        onRetry={reload}
        isEmpty={({ budgets }) => budgets.length === 0}
        empty={<NoBudgets canChange={canChange} />}
      >
        {({ budgets }) => (
          <ul className={classes.cards}>
            {shownOf(budgets, workspaceId).map((budget) => (
              <BudgetCard
                key={budget.id}
                budget={budget}
                names={names}
                onEdit={canEdit(budget) ? () => edit(budget.id) : null}
                onRemove={canEdit(budget) ? () => confirmRemoval(budget) : null}
              />
            ))}
          </ul>
        )}
      </QueryView>
      {/* Not before the list, which contains the form's choices. */}
      {result.data && (editable || (opened === newOne && canChange)) && (
        <BudgetDialog
          key={opened}
          budget={editable}
          isRemoved={opened !== newOne && present === null}
          choices={choices}
          onClose={() => edit(null)}
        />
      )}
    </Page>
  );
}

/** The fullest first. Budgets without a workspace count in every workspace. */
function shownOf(budgets: readonly Budget[], workspaceId: string | null): readonly Budget[] {
  return budgets
    .filter((budget) => workspaceId === null || budget.workspaceId === null || budget.workspaceId === workspaceId)
    .toSorted((left, right) => usedShare(right) - usedShare(left));
}

/** The choices for the scope of a budget. */
function choicesOf(data: BudgetsData | undefined, workspaces: ReturnType<typeof useWorkspaces>): ScopeChoices {
  return {
    workspaceId: workspaces.map(({ id, name }) => ({ value: id, label: name })),
    apiKeyId: (data?.apiKeys ?? [])
      .filter(({ revokedAt }) => revokedAt === null)
      .map(({ id, name, prefix }) => ({ value: id, label: `${name} (${prefix}…)` })),
    model: (data?.models ?? []).map(({ id }) => ({ value: id, label: id })),
    provider: (data?.providers ?? []).map(({ id, displayName }) => ({ value: id, label: displayName })),
  };
}

function NoBudgets({ canChange }: { canChange: boolean }) {
  return (
    <Empty
      icon={<IconReceipt2 size={22} />}
      title="No budgets yet"
      text={
        canChange
          ? 'A budget refuses requests before they exceed it, even if many run at once.'
          : 'Operators create them. The budgets of your workspace appear here.'
      }
      action={
        canChange && (
          <Button variant="default" onClick={() => edit(newOne)}>
            Create the first one
          </Button>
        )
      }
    />
  );
}
