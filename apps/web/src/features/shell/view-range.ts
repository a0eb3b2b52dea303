'use client';

import { useSearchParams } from 'next/navigation';
import { useMemo, useSyncExternalStore } from 'react';
import { changeAddress } from './address.ts';

export const rangePresets = ['1h', '24h', '7d', '30d', '90d'] as const;
export type RangePreset = (typeof rangePresets)[number];

const hourMs = 3_600_000;
const presetMs: Readonly<Record<RangePreset, number>> = {
  '1h': hourMs,
  '24h': 24 * hourMs,
  '7d': 7 * 24 * hourMs,
  '30d': 30 * 24 * hourMs,
  '90d': 90 * 24 * hourMs,
};
const usualPreset: RangePreset = '24h';

/** The time range that pages share. `to` is exclusive. */
export type ViewRange = {
  from: Date;
  to: Date;
  /** Null for a range between two given moments. */
  preset: RangePreset | null;
  setPreset(preset: RangePreset): void;
  setRange(from: Date, to: Date): void;
  /** Moves the end of a preset to the present moment. */
  renew(): void;
};

/** The end of every preset. It is fixed, so that queries do not change while the user reads a page. */
let nowMs = fullSecond(Date.now());
const listeners = new Set<() => void>();

function renew(): void {
  nowMs = fullSecond(Date.now());
  for (const listener of listeners) listener();
}

/** The next full second, so that every past event is within the range. */
function fullSecond(ms: number): number {
  return Math.ceil(ms / 1_000) * 1_000;
}

function watch(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The range in the address: `range=24h`, or `from` and `to` in ISO 8601. Default: the last 24 hours. */
export function readRange(parameters: URLSearchParams, endMs: number): Pick<ViewRange, 'from' | 'to' | 'preset'> {
  const [from, to] = [parameters.get('from'), parameters.get('to')].map((text) => new Date(text ?? Number.NaN));
  if (from && to && from < to) return { from, to, preset: null };
  const name = parameters.get('range');
  const preset = rangePresets.find((known) => known === name) ?? usualPreset;
  return { from: new Date(endMs - presetMs[preset]), to: new Date(endMs), preset };
}

/** The time range in the address. The dates are the same objects until the range changes. */
export function useViewRange(): ViewRange {
  const search = useSearchParams().toString();
  const endMs = useSyncExternalStore(
    watch,
    () => nowMs,
    () => nowMs,
  );
  return useMemo(() => {
    return {
      ...readRange(new URLSearchParams(search), endMs),
      setPreset(preset) {
        renew();
        changeAddress({ range: preset, from: null, to: null });
      },
      setRange: (from, to) => changeAddress({ range: null, from: from.toISOString(), to: to.toISOString() }),
      renew,
    };
  }, [search, endMs]);
}
