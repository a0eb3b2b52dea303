'use client';

import { ActionIcon, Badge, Group, Menu } from '@mantine/core';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { formatDateTime } from '../../format/date-time.ts';
import { formatUsd } from '../../format/money.ts';
import { formatShare } from '../../format/tokens.ts';
import type { Budget } from './budget-documents.ts';
import { describeScope } from './budget-draft.ts';
import { BudgetMeter, usedShare } from './budget-meter.tsx';
import classes from './budgets.module.css';

const windows: Readonly<Record<Budget['window'], string>> = { DAY: 'Daily', MONTH: 'Monthly', TOTAL: 'Total' };

type BudgetCardProps = {
  budget: Budget;
  /** Names of workspaces, keys and providers, by id. */
  names: ReadonlyMap<string, string>;
  /** Null when the viewer may not change the budget. */
  onEdit: (() => void) | null;
  onRemove: (() => void) | null;
};

/** A budget: its spending, its forecast, and its effect when it is used up. */
export function BudgetCard({ budget, names, onEdit, onRemove }: BudgetCardProps) {
  const { id, name, limitUsd, spentUsd, reservedUsd, remainingUsd, hard, window, source } = budget;
  const share = usedShare(budget);
  const forecast = forecastOf(budget);
  return (
    <li className={classes.card} data-id={id}>
      <div className={classes.head}>
        <div>
          <h2 className={classes.name}>{name}</h2>
          <span className={classes.scope}>{describeScope(budget, names)}</span>
        </div>
        <Group gap={6} wrap="nowrap">
          <Badge miw="max-content" variant="default" tt="none" fw={500}>
            {windows[window]}
          </Badge>
          {source === 'POLICY' && (
            <Badge miw="max-content" variant="default" tt="none" fw={500}>
              From the policy
            </Badge>
          )}
          {onEdit && <Actions name={name} onEdit={onEdit} onRemove={onRemove} />}
        </Group>
      </div>
      <div className={classes.figures}>
        <span className={classes.amount} data-figure="spent">
          {formatUsd(spentUsd)}
        </span>
        <span className={classes.limit}>of {formatUsd(limitUsd)}</span>
        <span className={classes.share}>{formatShare(Math.round(share * 1_000) / 1_000)}</span>
      </div>
      <BudgetMeter budget={budget} />
      <dl className={classes.facts}>
        <Fact label="Left" value={formatUsd(remainingUsd)} />
        <Fact label="Reserved by running requests" value={formatUsd(reservedUsd)} />
        <Fact label="At the limit" value={hard ? 'Requests are refused' : 'Requests continue'} />
        <Fact label="Alert" value={alertOf(budget)} />
        {budget.windowEnd !== null && <Fact label="Resets" value={formatDateTime(budget.windowEnd)} />}
        {forecast !== null && <Fact label="Forecast" value={forecast} />}
      </dl>
    </li>
  );
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function alertOf({ alertThreshold, alertedAt }: Budget): string {
  if (alertThreshold === null) return 'None';
  const at = `At ${formatShare(alertThreshold)}`;
  return alertedAt === null ? at : `${at}, sent ${formatDateTime(alertedAt)}`;
}

/** The forecast at the present pace of the window; null without a window. */
function forecastOf(budget: Budget): string | null {
  const { forecast, windowEnd } = budget;
  if (usedShare(budget) >= 1) return 'Used up';
  if (windowEnd === null) return null;
  if (forecast === null) return 'Too early to say';
  if (forecast.fullAt !== null) return `Full at about ${formatDateTime(forecast.fullAt)}`;
  return `About ${formatUsd(forecast.spentUsd)} by the reset`;
}

type ActionsProps = { name: string; onEdit: () => void; onRemove: (() => void) | null };

function Actions({ name, onEdit, onRemove }: ActionsProps) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions of ${name}`}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={15} />} onClick={onEdit}>
          Edit …
        </Menu.Item>
        {onRemove && (
          <Menu.Item c="var(--bad-ink)" leftSection={<IconTrash size={15} />} onClick={onRemove}>
            Remove …
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
