import { describeImage } from './describe-image.ts';
import { describeToolResult } from './describe-tool-result.ts';
import type { Question } from './question.ts';

const quotedCharacters = 80;

/** What the answer says of the things around the prompt: tool results, images, instructions, earlier turns. */
export function describeContext(question: Question): string[] {
  const blocks: string[] = [];
  const lastAssistant = question.turns.findLastIndex((turn) => turn.role === 'assistant');
  const results = question.turns.slice(lastAssistant + 1).filter((turn) => turn.role === 'tool');
  if (results.length > 0) blocks.push(results.map(describeToolResult).join('\n'));
  const lastUser = question.turns.findLast((turn) => turn.role === 'user');
  const images = lastUser?.images ?? [];
  if (images.length > 0) blocks.push(describeImages(images.map(describeImage)));
  if (question.system !== '') blocks.push(`I keep to my instructions, “${excerpt(question.system)}”.`);
  const earlier = question.turns.filter((turn) => turn.role === 'user').at(-2);
  if (earlier !== undefined && results.length === 0)
    blocks.push(`Earlier you said “${excerpt(earlier.text)}”, and I go on from there.`);
  return blocks;
}

function describeImages(images: readonly string[]): string {
  if (images.length === 1)
    return `I received your image: ${images[0]}. A sandbox cannot see, so this is all I can say of it.`;
  return `I received your ${images.length} images: ${images.join('; ')}. A sandbox cannot see, so this is all I can say of them.`;
}

/** The text's beginning on one line. */
function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= quotedCharacters
    ? line.replace(/[.!]$/, '')
    : `${line.slice(0, quotedCharacters).replace(/(?<!\s)\s+\S*$/, '')} …`;
}
