type JsonObject = Readonly<Record<string, unknown>>;

/** One server-sent event of `/v1/messages`. */
export type NamedEvent = { event: string; data: JsonObject };

/** The state after the events so far. */
type Seen = {
  problems: string[];
  stage: 'new' | 'content' | 'told' | 'over';
  content: Record<string, unknown>[];
  open: { index: number; input: string; isSigned: boolean } | null;
};

/** The deltas that a block of a type may have. */
const deltasOf: Readonly<Record<string, readonly string[]>> = {
  text: ['text_delta', 'citations_delta'],
  thinking: ['thinking_delta', 'signature_delta'],
  redacted_thinking: [],
  tool_use: ['input_json_delta'],
  server_tool_use: ['input_json_delta'],
};

/**
 * Checks one stream of events against Anthropic's order: `message_start`, the blocks, `message_delta`, `message_stop`.
 * The blocks come one after another, each with its index, its own kinds of deltas and its end. `content`: the content
 * of the whole answer, which the deltas must add up to. Returns a sentence for each problem; empty for a valid stream.
 * A `ping` may come anywhere after the start.
 */
export function checkMessageEvents(events: readonly NamedEvent[], content: readonly unknown[]): readonly string[] {
  const seen: Seen = { problems: [], stage: 'new', content: [], open: null };
  for (const { event, data } of events) {
    if (event !== data.type) seen.problems.push(`The event '${event}' holds a '${data.type}'.`);
    checkOne(data, seen);
  }
  if (seen.stage !== 'over') seen.problems.push("The stream has no 'message_stop'.");
  if (JSON.stringify(seen.content) !== JSON.stringify(content)) {
    seen.problems.push(`The blocks add up to ${JSON.stringify(seen.content)}, not to ${JSON.stringify(content)}.`);
  }
  return seen.problems;
}

/** The events of a body, as a client of server-sent events reads them. */
export function readNamedEvents(body: string): readonly NamedEvent[] {
  const blocks = body.split('\n\n').filter((block) => block !== '' && !block.startsWith(':'));
  return blocks.map((block) => {
    const lines = block.split('\n');
    const readValue = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
    return { event: readValue('event') ?? 'message', data: JSON.parse(readValue('data') ?? '{}') };
  });
}

function checkOne(data: JsonObject, seen: Seen): void {
  const isFirst = seen.stage === 'new';
  switch (data.type) {
    case 'message_start':
      if (!isFirst) seen.problems.push("'message_start' came a second time.");
      checkStart(objectOf(data.message), seen);
      seen.stage = 'content';
      return;
    case 'ping':
      if (isFirst) seen.problems.push("A 'ping' came before 'message_start'.");
      return;
    case 'message_delta':
      if (seen.stage !== 'content') seen.problems.push(`'message_delta' came while the answer was ${seen.stage}.`);
      if (seen.open !== null) seen.problems.push(`'message_delta' came within block ${seen.open.index}.`);
      if (typeof objectOf(data.delta).stop_reason !== 'string') seen.problems.push('There is no stop reason.');
      if (typeof objectOf(data.usage).output_tokens !== 'number') seen.problems.push('There is no usage at the end.');
      seen.stage = 'told';
      return;
    case 'message_stop':
      if (seen.stage !== 'told') seen.problems.push(`'message_stop' came while the answer was ${seen.stage}.`);
      seen.stage = 'over';
      return;
    default:
      if (seen.stage !== 'content') seen.problems.push(`'${data.type}' came while the answer was ${seen.stage}.`);
      checkBlock(data, seen);
  }
}

function checkStart({ id, type, role, model, content, stop_reason, usage }: JsonObject, seen: Seen): void {
  const isWhole = typeof id === 'string' && typeof model === 'string' && type === 'message' && role === 'assistant';
  if (!isWhole || JSON.stringify(content) !== '[]' || stop_reason !== null)
    seen.problems.push('The start is no message.');
  if (typeof objectOf(usage).input_tokens !== 'number') seen.problems.push('The start has no input tokens.');
}

function checkBlock(data: JsonObject, seen: Seen): void {
  const { problems, open } = seen;
  if (data.type === 'content_block_start') {
    if (open !== null) problems.push(`Block ${data.index} began within block ${open.index}.`);
    if (data.index !== seen.content.length) problems.push(`Block ${data.index} began out of order.`);
    seen.content.push({ ...objectOf(data.content_block) });
    seen.open = { index: Number(data.index), input: '', isSigned: false };
    return;
  }
  if (open === null || data.index !== open.index) {
    problems.push(`'${data.type}' of block ${data.index}, which is not open.`);
    return;
  }
  const block = seen.content.at(-1) ?? {};
  if (data.type === 'content_block_delta') addDelta(block, objectOf(data.delta), open, problems);
  else if (data.type === 'content_block_stop') endBlock(block, seen);
  else problems.push(`'${data.type}' is no event of Anthropic.`);
}

function addDelta(
  block: Record<string, unknown>,
  delta: JsonObject,
  open: NonNullable<Seen['open']>,
  problems: string[],
): void {
  const allowed = deltasOf[String(block.type)] ?? [];
  if (!allowed.includes(String(delta.type))) problems.push(`A '${block.type}' has a '${delta.type}'.`);
  if (open.isSigned) problems.push(`A '${delta.type}' came behind the signature.`);
  if (delta.type === 'text_delta') block.text = String(block.text) + String(delta.text);
  if (delta.type === 'thinking_delta') block.thinking = String(block.thinking) + String(delta.thinking);
  if (delta.type === 'input_json_delta') open.input += String(delta.partial_json);
  if (delta.type === 'citations_delta') {
    block.citations = [...(Array.isArray(block.citations) ? block.citations : []), delta.citation];
  }
  if (delta.type !== 'signature_delta') return;
  block.signature = delta.signature;
  open.isSigned = true;
}

function endBlock(block: Record<string, unknown>, seen: Seen): void {
  const { open } = seen;
  seen.open = null;
  if (open === null || open.input === '') return;
  try {
    block.input = JSON.parse(open.input);
  } catch {
    seen.problems.push(`The input of block ${open.index} is no JSON.`);
  }
}

function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null ? (value as JsonObject) : {};
}
