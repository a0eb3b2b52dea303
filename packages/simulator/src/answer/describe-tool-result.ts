import { isRecord, parseJson } from '../json-value.ts';
import type { ToolTurn } from './question.ts';

const charactersShown = 600;

/** One sentence that uses what the tool returned. */
export function describeToolResult(turn: ToolTurn): string {
  const tool = turn.toolName === '' ? 'the tool' : `\`${turn.toolName}\``;
  const value = parseJson(turn.text);
  if (!isRecord(value))
    return `According to ${tool}: ${turn.text.trim().slice(0, charactersShown) || 'nothing came back'}.`;
  const facts = Object.entries(value).map(([key, member]) => `${key.replaceAll('_', ' ')} is ${show(member)}`);
  const shown = facts.join(', ').slice(0, charactersShown);
  return shown === ''
    ? `${tool} returned nothing.`
    : `According to ${tool}, ${shown.replace(/, ([^,]*)$/, ' and $1')}.`;
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
