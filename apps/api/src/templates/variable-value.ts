import { isDeeper, jsonBounds } from '../json/json-bounds.ts';
import type { TemplateVariable, VariableType } from './template.ts';

/** The value of each type in words, for error messages. */
export const wantedValue: Readonly<Record<VariableType, string>> = {
  STRING: 'a text',
  NUMBER: 'a number',
  BOOLEAN: 'true or false',
  JSON: `JSON of at most ${jsonBounds.depth} levels`,
};

/** The text that a value inserts; null if the value has another type. JSON is written without blanks. */
export function textOfValue({ type }: Pick<TemplateVariable, 'type'>, value: unknown): string | null {
  switch (type) {
    case 'STRING':
      return typeof value === 'string' ? value : null;
    case 'NUMBER':
      return typeof value === 'number' && Number.isFinite(value) ? String(value) : null;
    case 'BOOLEAN':
      return typeof value === 'boolean' ? String(value) : null;
    case 'JSON':
      return isDeeper(value) ? null : (JSON.stringify(value) ?? null);
    default:
      return type satisfies never;
  }
}
