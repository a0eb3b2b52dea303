import { Tooltip } from '@mantine/core';
import { IconArrowsSplit2, IconCheck, IconLink } from '@tabler/icons-react';
import { formatDuration } from '../../format/duration.ts';
import { formatPrice } from '../../format/money.ts';
import { formatCompact } from '../../format/tokens.ts';
import { useHealth } from '../health/health-provider.tsx';
import { HealthStatus } from '../health/health-status.tsx';
import { isUsable, modelState } from '../health/model-state.ts';
import { CapabilityIcons } from '../models/capability-icons.tsx';
import { type Route, strategyLabel } from './route.ts';
import type { ModelOption, RouteOption } from './route-options.ts';
import classes from './route-selector.module.css';

type RouteSummaryProps = {
  route: Route;
  option: RouteOption | undefined;
  /** Shows only the name. */
  isCompact: boolean;
};

/** The selected route in the closed selector. */
export function RouteSummary({ route, option, isCompact }: RouteSummaryProps) {
  if (option?.type === 'model') {
    return (
      <span className={classes.summary}>
        <HealthStatus model={option.model} setupHint={option.model.provider.setupHint} isCompact />
        <span className={classes.summaryLabel}>{option.label}</span>
        {!isCompact && <ResponseTime model={option.model} />}
        {!isCompact && <span className={classes.summaryNote}>{priceText(option.model)}</span>}
      </span>
    );
  }
  const label = route.type === 'model' ? route.id : route.type === 'chain' ? route.name : strategyLabel(route.strategy);
  const RouteIcon = route.type === 'chain' ? IconLink : IconArrowsSplit2;
  return (
    <span className={classes.summary}>
      <RouteIcon size={16} stroke={1.7} className={classes.icon} />
      <span className={classes.summaryLabel}>{label}</span>
      {!isCompact && (
        <span className={classes.summaryNote}>{route.type === 'chain' ? 'chain' : 'the gateway chooses'}</span>
      )}
    </span>
  );
}

function ResponseTime({ model }: { model: ModelOption }) {
  const health = useHealth(model.id);
  const responseMs = health?.firstTokenMs ?? health?.p50LatencyMs ?? null;
  if (responseMs === null) return null;
  return (
    <Tooltip label="Response time: to the first token, on live traffic">
      <span className={classes.summaryNote}>{formatDuration(responseMs)}</span>
    </Tooltip>
  );
}

type RouteOptionLineProps = {
  option: RouteOption;
  isSelected: boolean;
  /** Whether the key in use allows the choice. */
  isAllowed: boolean;
};

/** One choice in the list. */
export function RouteOptionLine({ option, isSelected, isAllowed }: RouteOptionLineProps) {
  if (!isAllowed) return <PlainLine label={option.label} text="your key does not allow it" isSelected={isSelected} />;
  switch (option.type) {
    case 'model':
      return <ModelLine model={option.model} isSelected={isSelected} />;
    case 'chain': {
      const { description, models } = option.chain;
      return (
        <PlainLine label={option.label} text={description ?? `${models.length} models in order`} {...{ isSelected }} />
      );
    }
    case 'strategy':
      return <PlainLine label={option.label} text={option.text} isSelected={isSelected} />;
    default:
      return option satisfies never;
  }
}

function PlainLine({ label, text, isSelected }: { label: string; text: string; isSelected: boolean }) {
  return (
    <span className={classes.line}>
      <span className={classes.label}>{label}</span>
      <span className={classes.text}>{text}</span>
      {isSelected && <IconCheck size={14} className={classes.check} />}
    </span>
  );
}

function ModelLine({ model, isSelected }: { model: ModelOption; isSelected: boolean }) {
  const state = modelState(model, useHealth(model.id));
  return (
    <span className={classes.line} data-muted={!isUsable(state) || undefined}>
      <HealthStatus model={model} setupHint={model.provider.setupHint} isCompact />
      <span className={classes.label}>{model.displayName}</span>
      <span className={classes.text}>
        {state === 'UNCONFIGURED' ? (
          (model.provider.setupHint ?? 'not configured')
        ) : (
          <CapabilityIcons capabilities={model.capabilities} limit={4} />
        )}
      </span>
      <span className={classes.figure}>{formatCompact(model.contextWindow)}</span>
      <span className={classes.price}>{priceText(model)}</span>
      {isSelected && <IconCheck size={14} className={classes.check} />}
    </span>
  );
}

function priceText({ price }: ModelOption): string {
  if (!price) return 'unpriced';
  if (Number(price.inputPerMTok) === 0 && Number(price.outputPerMTok) === 0) return 'free';
  return `${formatPrice(price.inputPerMTok)} / ${formatPrice(price.outputPerMTok)}`;
}
