/** An event of a stream of `/v1/responses`. */
// biome-ignore lint/suspicious/noExplicitAny: events of every type are read here
export type ResponseEvent = { type: string; sequence_number: number } & Record<string, any>;

type Item = {
  // biome-ignore lint/suspicious/noExplicitAny: items of every type are read here
  added: any;
  said: string;
  /** The last event of the item: its beginning, its part, its text, or the end of each. */
  state: 'added' | 'part' | 'words-done' | 'part-done' | 'done';
};

const inParts: ReadonlySet<string> = new Set(['message', 'reasoning']);
const ofCalls: ReadonlySet<string> = new Set(['function_call', 'custom_tool_call']);
const deltas =
  /^response\.(?:output_text|refusal|reasoning_summary_text|function_call_arguments|custom_tool_call_input)\.delta$/;
const dones =
  /^response\.(?:output_text|refusal|reasoning_summary_text|function_call_arguments|custom_tool_call_input)\.done$/;

/**
 * Throws an `Error` if the events are not a whole response in OpenAI's order. `first`: the number of the first event.
 */
export function checkResponseEvents(events: readonly ResponseEvent[], first = 0): void {
  const items: Item[] = [];
  const fail = (event: ResponseEvent | undefined, problem: string): never => {
    throw new Error(`Event ${event?.sequence_number} (${event?.type}) ${problem}.`);
  };
  for (const [index, event] of events.entries()) {
    if (event.sequence_number !== first + index) fail(event, `must have the number ${first + index}`);
    if (first === 0 && (index < 2 || /^response\.(?:created|in_progress)$/.test(event.type))) {
      const wanted = ['response.created', 'response.in_progress'][index];
      if (event.type !== wanted) fail(event, `must be ${wanted}`);
      if (event.response.status !== 'in_progress' || event.response.output.length > 0) fail(event, 'must say nothing');
      continue;
    }
    const isEnd = /^response\.(?:completed|incomplete|failed)$/.test(event.type);
    if (isEnd !== (index === events.length - 1)) fail(event, isEnd ? 'must be the last' : 'must not be the last');
    if (isEnd) checkEnd(event, items, fail);
    else checkEvent(event, items, fail);
  }
  if (events.length < 3) fail(events[0], 'must be one of three at least');
}

type Fail = (event: ResponseEvent, problem: string) => never;

function checkEvent(event: ResponseEvent, items: Item[], fail: Fail): void {
  if (event.type === 'response.output_item.added') {
    if (event.output_index !== items.length) fail(event, `must have the output_index ${items.length}`);
    items.push({ added: event.item, said: '', state: 'added' });
    return;
  }
  const item = items[event.output_index] ?? fail(event, 'must follow the beginning of its item');
  const { added } = item;
  if (event.type === 'response.output_item.done') {
    checkDone(event, item, fail);
    item.state = 'done';
    return;
  }
  if (event.item_id !== added.id) fail(event, `must have the item_id ${added.id}`);
  const index = added.type === 'reasoning' ? event.summary_index : event.content_index;
  if (inParts.has(added.type) && index !== 0) fail(event, 'must have the index 0');
  const words = inParts.has(added.type) ? 'part' : 'added';
  if (/part\.added$/.test(event.type)) {
    if (item.state !== 'added' || !inParts.has(added.type)) fail(event, 'must follow the beginning of its item');
    item.state = 'part';
  } else if (deltas.test(event.type)) {
    if (item.state !== words) fail(event, 'must follow the beginning of its part');
    item.said += event.delta;
  } else if (dones.test(event.type)) {
    if (item.state !== words) fail(event, 'must follow the beginning of its part');
    const said = event.text ?? event.refusal ?? event.arguments ?? event.input;
    if (said !== item.said) fail(event, `must say what its deltas said: ${item.said}`);
    item.state = 'words-done';
  } else if (/part\.done$/.test(event.type)) {
    if (item.state !== 'words-done') fail(event, 'must follow the end of its words');
    item.state = 'part-done';
  } else fail(event, 'is of no known type');
}

function checkDone(event: ResponseEvent, { added, said, state }: Item, fail: Fail): void {
  const { item } = event;
  if (item.id !== added.id || item.type !== added.type) fail(event, `must be of the item ${added.id}`);
  const before = isWhole(added) ? 'added' : ofCalls.has(added.type) ? 'words-done' : 'part-done';
  if (state !== before) fail(event, 'must follow the end of its part');
  if (isWhole(added)) return;
  const [part] = item.content ?? item.summary ?? [];
  const words = item.arguments ?? item.input ?? part?.text ?? part?.refusal;
  if (words !== said) fail(event, `must say what its deltas said: ${said}`);
  if (item.status === 'in_progress') fail(event, 'must have ended');
}

/** An item that is sent at once: an image, the work of a provider's tool, or reasoning without text. */
function isWhole(added: Item['added']): boolean {
  return (
    (!inParts.has(added.type) && !ofCalls.has(added.type)) ||
    (added.type === 'reasoning' && added.encrypted_content !== undefined)
  );
}

function checkEnd(event: ResponseEvent, items: readonly Item[], fail: Fail): void {
  const { response, type } = event;
  if (`response.${response.status}` !== type) fail(event, `must have the status of its type, not ${response.status}`);
  if (type === 'response.failed') return;
  if (items.some(({ state }) => state !== 'done')) fail(event, 'must follow the end of every item');
  const ids = items.map(({ added }) => added.id).join();
  if (response.output.map(({ id }: { id: string }) => id).join() !== ids) fail(event, `must have the items ${ids}`);
  if (response.usage === null) fail(event, 'must have a usage');
}

/** The events in the text of a stream. Throws if the name of an event differs from its type. */
export function readResponseEvents(text: string): readonly ResponseEvent[] {
  const blocks = text.split('\n\n').filter((block) => block !== '' && !block.startsWith(':'));
  return blocks.map((block) => {
    const [name = '', data = '', ...more] = block.split('\n');
    const event: ResponseEvent = JSON.parse(data.replace(/^data: /, ''));
    if (name !== `event: ${event.type}` || more.length > 0) throw new Error(`An event has a wrong name: ${name}.`);
    return event;
  });
}
