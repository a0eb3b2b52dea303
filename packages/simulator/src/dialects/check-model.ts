import { Refusal } from '../response/refusal.ts';

/** Every model is there but those whose names start with `missing-`. `message` null leaves the words to the dialect. */
export function checkModel(model: string, message: string | null = null): void {
  if (model.startsWith('missing-')) throw new Refusal({ kind: 'unknown-model', message, field: 'model' });
}
