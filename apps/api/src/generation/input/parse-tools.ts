import type { Tool, ToolChoice } from '@penstock/providers';
import { didYouMean } from '../../errors/did-you-mean.ts';
import { InputError } from '../../errors/service-error.ts';
import { parseToolSchema } from './parse-json-schema.ts';

/** A tool before it is checked. `parameters` is undefined or null if the caller gave none. */
export type UncheckedTool = {
  name: string;
  description: string | null;
  parameters: unknown;
} & Pick<Tool, 'cacheBreakpoint' | 'strict' | 'providerOptions' | 'custom'>;

/** The most tools of one request. */
export const mostTools = 128;

/** The most subschemas and characters that the schemas of all tools of a request have together. */
const mostSubschemas = 5_000;
const mostCharacters = 512 * 1024;

/** The most names that an error lists. */
const mostNamed = 20;

const toolName = /^[A-Za-z0-9_-]+$/;

/**
 * The most tools that an endpoint accepts, and the most characters of a name. `schemaMember`: the protocol's name for
 * the schema of a tool.
 */
export type ToolLimits = { mostTools: number; longestName: number; schemaMember: string };

const usualLimits: ToolLimits = { mostTools, longestName: 64, schemaMember: 'parameters' };

/** Parses the tools that a model may call. `pathOf` names the object that holds a tool's fields. */
export function parseTools(
  tools: readonly UncheckedTool[],
  path: string,
  pathOf: (index: number) => string,
  { mostTools, longestName, schemaMember }: ToolLimits = usualLimits,
): readonly Tool[] {
  if (tools.length > mostTools) throw new InputError(path, `may have at most ${mostTools} tools, not ${tools.length}`);
  const names = new Set<string>();
  let subschemas = 0;
  let characters = 0;
  return tools.map(({ name, description, parameters, cacheBreakpoint, strict, providerOptions, custom }, index) => {
    if (name.length > longestName || !toolName.test(name)) {
      const rule = `must be 1 to ${longestName} letters, digits, _ or -`;
      throw new InputError(`${pathOf(index)}.name`, `'${name.slice(0, 80)}' ${rule}`);
    }
    if (names.has(name)) throw new InputError(`${pathOf(index)}.name`, `'${name}' is already the name of another tool`);
    names.add(name);
    const { schema, facts } = parseToolSchema(parameters, `${pathOf(index)}.${schemaMember}`);
    subschemas += facts.subschemas;
    characters += facts.characters;
    if (subschemas > mostSubschemas || characters > mostCharacters) throw tooMuch(path, index);
    if (schema.type !== undefined && schema.type !== 'object') {
      const problem = "must be 'object': a tool takes an object of arguments";
      throw new InputError(`${pathOf(index)}.${schemaMember}.type`, problem);
    }
    return {
      name,
      description,
      parameters: schema,
      ...(cacheBreakpoint && { cacheBreakpoint }),
      ...(strict !== undefined && { strict }),
      ...(providerOptions !== undefined && { providerOptions }),
      ...(custom !== undefined && { custom }),
    };
  });
}

function tooMuch(path: string, index: number): InputError {
  const [schemas, signs] = [mostSubschemas.toLocaleString('en'), mostCharacters.toLocaleString('en')];
  return new InputError(
    path,
    `exceeds the limit of all schemas at tool ${index + 1}: together they may have ${schemas} schemas, counting each property, and ${signs} characters as JSON`,
  );
}

/**
 * Parses the name of the tool that a model must call. The request must offer that tool. `modes`: other words that the
 * field accepts.
 */
export function parseToolName(
  name: string,
  tools: readonly Tool[],
  path: string,
  modes: readonly string[] = [],
): ToolChoice {
  refuseChoiceWithoutTools(name, tools, path);
  if (tools.some((tool) => tool.name === name)) return { type: 'tool', name };
  const known = [...modes, ...tools.map((tool) => tool.name)];
  const shown = known.slice(0, mostNamed).join(', ') + (known.length > mostNamed ? ', …' : '');
  throw new InputError(path, `'${name}' must be one of ${shown}.${didYouMean(name, known)}`);
}

/** Parses a list of allowed tools, of which the model may or must call one. `pathOf` names one of them. */
export function parseAllowedTools(
  mode: 'auto' | 'required',
  names: readonly string[],
  tools: readonly Tool[],
  pathOf: (index: number) => string,
): ToolChoice {
  if (names.length === 0) return { type: 'none' };
  for (const [index, name] of names.entries()) parseToolName(name, tools, pathOf(index));
  return { type: 'allowed', mode, names };
}

/** Parses `auto`, `none` and `required`. `word`: the protocol's word for the mode. */
export function parseToolMode(
  mode: 'auto' | 'none' | 'required',
  tools: readonly Tool[],
  path: string,
  word: string = mode,
): ToolChoice {
  if (mode === 'required') refuseChoiceWithoutTools(word, tools, path);
  return { type: mode };
}

function refuseChoiceWithoutTools(choice: string, tools: readonly Tool[], path: string): void {
  if (tools.length === 0) throw new InputError(path, `'${choice}' needs at least one tool, but the request has none`);
}
