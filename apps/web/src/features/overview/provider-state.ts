import type { Tone } from '../../components/status-dot.tsx';
import type { Health } from '../health/health-store.ts';

/** A provider's state now, from the health of its active models. Undefined health: not known yet. */
export function describeProvider(healths: readonly (Pick<Health, 'status'> | undefined)[]): {
  label: string;
  tone: Tone;
} {
  const count = (status: Health['status']): number => healths.filter((health) => health?.status === status).length;
  const [down, slow, well] = [count('UNAVAILABLE'), count('SLOW'), count('AVAILABLE')];
  if (down > 0 && slow + well === 0) return { label: 'Down', tone: 'bad' };
  if (down > 0) return { label: down === 1 ? '1 model down' : `${down} models down`, tone: 'bad' };
  if (slow > 0) return { label: 'Slow', tone: 'slow' };
  return well > 0 ? { label: 'Operational', tone: 'good' } : { label: 'No recent calls', tone: 'idle' };
}

/** The colour of a step by the share of its calls that succeeded; null for no calls. */
export function toneOfStep(successRate: number | null): Tone {
  if (successRate === null) return 'idle';
  if (successRate >= 0.99) return 'good';
  return successRate >= 0.9 ? 'slow' : 'bad';
}
