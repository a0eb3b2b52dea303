import type { StreamEvent } from '../contract/stream-event.ts';

/** Adds text to a batch; text that follows text becomes one delta. Empty text adds nothing. */
export function pushText(into: StreamEvent[], text: string): void {
  if (text === '') return;
  const last = into.at(-1);
  if (last?.type === 'text-delta') last.text += text;
  else into.push({ type: 'text-delta', text });
}

/** Adds a refusal to a batch in the same way. */
export function pushRefusal(into: StreamEvent[], text: string): void {
  if (text === '') return;
  const last = into.at(-1);
  if (last?.type === 'refusal-delta') last.text += text;
  else into.push({ type: 'refusal-delta', text });
}

/** Adds reasoning to a batch in the same way. */
export function pushReasoning(into: StreamEvent[], text: string): void {
  if (text === '') return;
  const last = into.at(-1);
  if (last?.type === 'reasoning-delta') last.text += text;
  else into.push({ type: 'reasoning-delta', text });
}
