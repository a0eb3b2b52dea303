import { isRecord, parseJson } from '../json-value.ts';
import type { Question, SeenImage, ToolTurn } from './question.ts';

const quotedCharacters = 80;
const charactersShown = 600;

/** The answer's remarks on the context of the prompt: tool results, images, instructions, earlier turns. */
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

/** The beginning of the text, on one line. */
function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= quotedCharacters
    ? line.replace(/[.!]$/, '')
    : `${line.slice(0, quotedCharacters).replace(/(?<!\s)\s+\S*$/, '')} …`;
}

/** One sentence with the tool's result. */
function describeToolResult(turn: ToolTurn): string {
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

/** `a PNG of 640 × 480 pixels (12 kB)`, `the address https://example.com/cat.png`. */
function describeImage(image: SeenImage): string {
  if ('url' in image) return `the address ${image.url.slice(0, 200)}`;
  const bytes = Math.floor((image.data.replace(/(?<!=)=+$/, '').length * 3) / 4);
  const size = bytes < 1_000 ? `${bytes} bytes` : `${Math.round(bytes / 1_000)} kB`;
  const kind = image.mediaType.replace(/^image\//, '').toUpperCase();
  const pixels = readPngSize(image);
  return pixels === null ? `a ${kind} (${size})` : `a ${kind} of ${pixels.width} × ${pixels.height} pixels (${size})`;
}

/** The first chunk of a PNG has its width and height, bytes 16 to 23. */
function readPngSize(image: { mediaType: string; data: string }): { width: number; height: number } | null {
  if (image.mediaType !== 'image/png') return null;
  const head = Buffer.from(image.data.slice(0, 32), 'base64');
  if (head.length < 24 || head.toString('latin1', 1, 4) !== 'PNG') return null;
  return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) };
}
