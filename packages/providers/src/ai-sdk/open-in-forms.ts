import type { LanguageModelV4, LanguageModelV4CallOptions, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { ModelRequest } from '../contract/request.ts';
import type { Warning } from '../contract/warning.ts';
import { toWarning } from '../forms/call-writer.ts';
import { unstreamedChat, withoutTools } from '../forms/chat-forms.ts';
import type { WrittenCall } from '../forms/form.ts';
import type { FormMemory } from '../forms/form-memory.ts';
import { formOfId, nextForm } from '../forms/next-form.ts';
import { readRefusal } from '../forms/read-refusal.ts';
import { LifeSigns } from '../http/life-signs.ts';
import { type JsonObject, readObject, readText } from '../json/read-json-value.ts';
import { streamOfAnswer } from './stream-of-answer.ts';

/** The facts of one call. */
export type FormedFacts = {
  providerId: string;
  request: ModelRequest;
  memory: FormMemory;
  /** Called while a whole answer is awaited. */
  onAlive: (() => void) | undefined;
};

/** The stream of an answer, and the warnings of the forms of its call. */
export type OpenedStream = { stream: ReadableStream<LanguageModelV4StreamPart>; warnings: readonly Warning[] };

/** The maximum number of weaker forms within one attempt. */
const mostSteps = 6;
const forms = [unstreamedChat, withoutTools];

/** Options that a call may omit. Stop sequences are not among them, because nothing here would cut the answer. */
const optional = ['temperature', 'topP', 'topK', 'frequencyPenalty', 'presencePenalty', 'seed', 'reasoning'] as const;

/**
 * Opens a call in the forms that its server accepts: the remembered forms, and a weaker form after each refusal. The
 * packages write their bodies themselves, so a form changes the options: no stream, no tools, or without a refused
 * setting.
 */
export async function openInForms(
  model: LanguageModelV4,
  options: LanguageModelV4CallOptions,
  { providerId, request, memory, onAlive }: FormedFacts,
): Promise<OpenedStream> {
  const ids = new Set(memory.of(request.model));
  for (let steps = 0; ; steps++) {
    const { call, used, warnings } = write(ids, options, { providerId, request });
    try {
      const stream = await open(model, withForms(options, call.body), call.body.stream === false, onAlive);
      if (steps > 0 && used.length > 0) memory.remember(request.model, used);
      return { stream, warnings };
    } catch (error) {
      const refusal = steps === mostSteps ? null : readRefusal(failureOf(error));
      const form = refusal === null ? null : nextForm(refusal, call, { forms, request, applied: ids });
      if (form === null) throw error;
      ids.add(form.id);
    }
  }
}

function write(
  ids: ReadonlySet<string>,
  options: LanguageModelV4CallOptions,
  facts: Pick<FormedFacts, 'providerId' | 'request'>,
): { call: WrittenCall; used: readonly string[]; warnings: readonly Warning[] } {
  let call: WrittenCall = { path: '', body: toBody(options) };
  const used: string[] = [];
  const warnings: Warning[] = [];
  for (const id of ids) {
    const formed = (forms.find((form) => form.id === id) ?? formOfId(id))?.write(call, facts.request) ?? null;
    if (formed === null) continue;
    call = { path: '', body: formed.body };
    used.push(id);
    if (formed.warning !== undefined) warnings.push(toWarning(formed.warning, facts));
  }
  return { call, used, warnings };
}

/** The part of the options that forms change, in the form of a body. */
function toBody(options: LanguageModelV4CallOptions): JsonObject {
  const settings = optional.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]] as const]));
  const tools = (options.tools ?? []).map(({ name }) => ({ name }));
  return { ...Object.fromEntries(settings), stream: true, ...(tools.length > 0 && { tools }) };
}

function withForms(options: LanguageModelV4CallOptions, body: JsonObject): LanguageModelV4CallOptions {
  const formed = { ...options };
  for (const name of optional) if (!Object.hasOwn(body, name)) delete formed[name];
  if (Object.hasOwn(body, 'tools')) return formed;
  delete formed.tools;
  delete formed.toolChoice;
  return formed;
}

async function open(
  model: LanguageModelV4,
  options: LanguageModelV4CallOptions,
  isWhole: boolean,
  onAlive: (() => void) | undefined,
): Promise<ReadableStream<LanguageModelV4StreamPart>> {
  if (!isWhole) return (await model.doStream(options)).stream;
  const life = new LifeSigns(onAlive);
  life.begin();
  try {
    // A separate signal: for the usual signal, `fetch` converts the response into events.
    const abortSignal = AbortSignal.any(options.abortSignal === undefined ? [] : [options.abortSignal]);
    return streamOfAnswer(await model.doGenerate({ ...options, abortSignal }));
  } finally {
    life.end();
  }
}

/** The response that a package has thrown. Status 0 for any other error, which is not a refusal. */
function failureOf(error: unknown): { status: number; body: string } {
  const facts = readObject(error);
  const status = typeof facts?.statusCode === 'number' ? facts.statusCode : 0;
  return { status, body: status === 0 ? '' : (readText(facts?.responseBody) ?? readText(facts?.message) ?? '') };
}
