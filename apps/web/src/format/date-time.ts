import { readerLocale } from './locale.ts';

/** The zone in which times are shown: the browser's, or UTC. */
export type ZoneChoice = 'local' | 'UTC';

const storageKey = 'penstock-time-zone';
const listeners = new Set<() => void>();

/** The user's choice. Default: the browser's zone. */
export function readZoneChoice(): ZoneChoice {
  try {
    return globalThis.localStorage?.getItem(storageKey) === 'UTC' ? 'UTC' : 'local';
  } catch {
    return 'local';
  }
}

export function saveZoneChoice(choice: ZoneChoice): void {
  globalThis.localStorage.setItem(storageKey, choice);
  formats.clear();
  for (const listener of listeners) listener();
}

export function watchZoneChoice(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

let localZone: string | null = null;

/** The name of a zone: `Europe/Berlin`, `UTC`. */
export function zoneName(choice: ZoneChoice = readZoneChoice()): string {
  if (choice === 'UTC') return 'UTC';
  // Cached: the query takes half a millisecond, and a list needs the zone at each frame.
  localZone ??= Intl.DateTimeFormat().resolvedOptions().timeZone;
  return localZone;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  let format = formats.get(name);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(readerLocale(), { ...options, timeZone: zoneName() });
    formats.set(name, format);
  }
  return format;
}

type Moment = string | number | Date | null | undefined;

function show(at: Moment, name: string, options: Intl.DateTimeFormatOptions): string {
  if (at === null || at === undefined) return '–';
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '–' : formatOf(name, options).format(date);
}

/** A moment in the user's locale, with its zone: `Nov 29, 2026, 7:46 AM GMT+1`. Null is a dash. */
export function formatDateTime(at: Moment): string {
  return show(at, 'date-time', {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  });
}

/** Like `formatDateTime`, with seconds. */
export function formatExactTime(at: Moment): string {
  return show(at, 'exact', {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  });
}

/** A day: `Nov 29`. */
export function formatDay(at: Moment): string {
  return show(at, 'day', { month: 'short', day: 'numeric' });
}

/** A time of day: `7:46 AM`. */
export function formatTime(at: Moment): string {
  return show(at, 'time', { hour: 'numeric', minute: '2-digit' });
}

/** A near moment: the time of day if it is today, else the day. */
export function formatMoment(at: Moment, nowMs: number = Date.now()): string {
  return formatDay(at) === formatDay(nowMs) ? formatTime(at) : formatDay(at);
}
