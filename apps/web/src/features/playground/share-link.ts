import { type Route, readRoutes } from './route.ts';
import { type RunState, startRun } from './run-state.ts';
import { defaultSettings, type Settings } from './settings.ts';
import { mostLanes, type Turn } from './turn.ts';

/** The content of a link. */
export type Shared = {
  settings: Settings;
  /** The text in the composer. */
  draft: string;
  /** Prompts and the texts of their answers. Files, figures and plans are not included. */
  turns: readonly Turn[];
};

/** The parts to include in a link. */
export type ShareChoice = { conversation: boolean };

/** Maximum length of a link's fragment. Chats and mail cut longer addresses. Characters. */
export const mostFragment = 8_000;
/** Maximum length of the unpacked content. Characters. */
const mostUnpacked = 400_000;
/** Changes with the packed form. */
const form = 1;
const parameter = 'share';

/**
 * The fragment of a link, as `#share=…`: compressed JSON, so that no server sees it. Null when it would be longer than
 * 8,000 characters.
 */
export async function packShared(
  { settings, draft, turns }: Shared,
  { conversation }: ShareChoice,
): Promise<string | null> {
  const packed = {
    form,
    settings: changesOf(settings),
    draft,
    ...(conversation ? { turns: turns.map(packTurn) } : {}),
  };
  const fragment = `#${parameter}=${await compress(JSON.stringify(packed))}`;
  return fragment.length > mostFragment ? null : fragment;
}

/** Reads the fragment of an address. Null when it contains nothing readable. */
export async function readShared(fragment: string): Promise<Shared | null> {
  const text = new URLSearchParams(fragment.replace(/^#/, '')).get(parameter);
  if (text === null || text.length > mostFragment) return null;
  try {
    const value: unknown = JSON.parse(await decompress(text));
    return isObject(value) && value.form === form ? unpack(value) : null;
  } catch {
    return null;
  }
}

function changesOf(settings: Settings): Partial<Settings> {
  const changed = Object.entries(settings).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(defaultSettings[name as keyof Settings]),
  );
  return Object.fromEntries(changed);
}

type PackedTurn = { prompt: string; answers: { route: Route; model: string | null; text: string }[] };

function packTurn({ prompt, lanes }: Turn): PackedTurn {
  const answers = lanes.map(({ route, run }) => ({ route, model: run.settled?.model ?? null, text: run.text }));
  return { prompt, answers };
}

/** Anyone can write a link: each member is checked, and invalid members are dropped. */
function unpack(value: Record<string, unknown>): Shared {
  const turns = Array.isArray(value.turns) ? value.turns.map(unpackTurn).filter((turn) => turn !== null) : [];
  return { settings: readSettings(value.settings), draft: textOf(value.draft), turns };
}

function readSettings(value: unknown): Settings {
  if (!isObject(value)) return defaultSettings;
  const { format, reasoningEffort, template } = value;
  const routes = readRoutes(value.routes).slice(0, mostLanes);
  const efforts = ['NONE', 'MINIMAL', 'LOW', 'MEDIUM', 'HIGH', 'XHIGH', 'MAX'] as const;
  return {
    routes: routes.length > 0 ? routes : defaultSettings.routes,
    systemMessage: textOf(value.systemMessage),
    template:
      isObject(template) && typeof template.name === 'string'
        ? { name: template.name, values: textsOf(template.values) }
        : null,
    temperature: numberOf(value.temperature),
    maxTokens: numberOf(value.maxTokens),
    reasoningEffort: efforts.find((effort) => effort === reasoningEffort) ?? null,
    format: format === 'JSON' || format === 'JSON_SCHEMA' ? format : 'TEXT',
    schemaText: textOf(value.schemaText),
    toolsText: textOf(value.toolsText),
    isFallbackEnabled: value.isFallbackEnabled !== false,
    costLimitUsd: numberOf(value.costLimitUsd),
  };
}

function unpackTurn(value: unknown, index: number): Turn | null {
  if (!isObject(value) || !Array.isArray(value.answers)) return null;
  const lanes = value.answers.slice(0, mostLanes).flatMap((answer) => {
    const [route] = isObject(answer) ? readRoutes([answer.route]) : [];
    return isObject(answer) && route ? [{ route, run: sharedRun(textOf(answer.text), answer.model) }] : [];
  });
  if (lanes.length === 0) return null;
  return { id: `shared-${index + 1}`, prompt: textOf(value.prompt), files: [], lanes, format: 'TEXT' };
}

function sharedRun(text: string, model: unknown): RunState {
  return {
    ...startRun(0),
    phase: 'completed',
    text,
    servedBy: typeof model === 'string' ? model : null,
    isShared: true,
    endedAtMs: 0,
  };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

function textsOf(value: unknown): Record<string, string> {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, textOf(text)]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function compress(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const characters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(characters).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Stops at the maximum: a few bytes can unpack to many. */
async function decompress(text: string): Promise<string> {
  const characters = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(characters, (character) => character.charCodeAt(0));
  const reader = new Blob([bytes])
    .stream()
    .pipeThrough(new DecompressionStream('deflate-raw'))
    .pipeThrough(new TextDecoderStream())
    .getReader();
  let unpacked = '';
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    unpacked += piece.value;
    if (unpacked.length > mostUnpacked) {
      await reader.cancel();
      throw new Error('The content of the link is too large.');
    }
  }
  return unpacked;
}
