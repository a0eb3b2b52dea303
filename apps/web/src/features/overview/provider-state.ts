import type { ModelStatusName } from '@penstock/react';
import type { Tone } from '../../components/status-dot.tsx';

/** A provider's present state, from the states of its active models. */
export function describeProvider(states: readonly ModelStatusName[]): { label: string; tone: Tone } {
  const count = (...names: ModelStatusName[]): number => states.filter((state) => names.includes(state)).length;
  const [down, failing, well] = [count('UNAVAILABLE'), count('FAILING'), count('AVAILABLE')];
  const [slow, unsteady] = [count('SLOW'), count('UNSTEADY', 'RECOVERING')];
  if (down > 0 && failing + slow + unsteady + well === 0) return { label: 'Down', tone: 'bad' };
  if (down > 0) return { label: down === 1 ? '1 model down' : `${down} models down`, tone: 'bad' };
  if (failing > 0) return { label: failing === 1 ? '1 model failing' : `${failing} models failing`, tone: 'bad' };
  if (unsteady > 0) return { label: 'Unsteady', tone: 'slow' };
  if (slow > 0) return { label: 'Slow', tone: 'slow' };
  return well > 0 ? { label: 'Operational', tone: 'good' } : { label: 'No recent calls', tone: 'idle' };
}

/** The colour of a step by its share of successful calls; null without calls. */
export function toneOfStep(successRate: number | null): Tone {
  if (successRate === null) return 'idle';
  if (successRate >= 0.99) return 'good';
  return successRate >= 0.9 ? 'slow' : 'bad';
}
