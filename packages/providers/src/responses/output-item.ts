import { type JsonObject, readText } from '../json/read-json-value.ts';
import type { GrowingToolCall } from '../stream/assemble-tool-calls.ts';

/** The types of items that are read, in the protocol's words. */
export type ItemType = 'message' | 'reasoning' | 'function_call' | 'custom_tool_call';

/** An item of an answer as it grows. */
export type OutputItem = {
  readonly type: ItemType;
  /** Received characters of each part, by the part's index. */
  readonly given: Map<number, number>;
  /** The original member of reasoning: `content` for the model's thinking, `summary` for a summary. */
  field: 'summary' | 'content';
  /** Sources that the text cites. */
  readonly annotations: JsonObject[];
  /** Null for an item that is not a call, and before its first event. */
  call: GrowingToolCall | null;
  /** Whether it has its place among the items. */
  hasIndex: boolean;
  isEnded: boolean;
};

const types: ReadonlySet<unknown> = new Set<ItemType>(['message', 'reasoning', 'function_call', 'custom_tool_call']);

/** Whether items of a type are read. */
export function isItemType(type: unknown): type is ItemType {
  return types.has(type);
}

/**
 * The items of one answer. Events name theirs by id and by index. Some servers omit one of them, send a new id in every
 * event, or give all items the same index.
 */
export class ItemList {
  readonly #ofIndex = new Map<number, OutputItem>();
  readonly #ofId = new Map<string, OutputItem>();
  readonly #all: OutputItem[] = [];

  get all(): readonly OutputItem[] {
    return this.#all;
  }

  /** Adds an item with the names of its event. */
  add(event: JsonObject, type: ItemType): OutputItem {
    const item: OutputItem = {
      type,
      given: new Map(),
      field: 'summary',
      annotations: [],
      call: null,
      hasIndex: false,
      isEnded: false,
    };
    this.#all.push(item);
    this.#name(item, event);
    return item;
  }

  /** The item that an event names. Undefined if it is not known. */
  known({ item_id: id, output_index: index }: JsonObject, type: ItemType): OutputItem | undefined {
    const ofId = typeof id === 'string' ? this.#ofId.get(id) : undefined;
    if (ofId?.type === type) return ofId;
    const ofIndex = typeof index === 'number' ? this.#ofIndex.get(index) : undefined;
    return ofIndex?.type === type ? ofIndex : undefined;
  }

  /** The item of an event: the named item, else the last item if its names allow that, else a new item. */
  of(event: JsonObject, type: ItemType): OutputItem {
    const known = this.known(event, type);
    const last = this.#all.at(-1);
    if (known !== undefined) return known;
    if (last?.type !== type || !mayBe(last, event)) return this.add(event, type);
    this.#name(last, event);
    return last;
  }

  #name(item: OutputItem, { item_id: id, output_index: index }: JsonObject): void {
    if (readText(id) !== null) this.#ofId.set(id as string, item);
    if (typeof index !== 'number') return;
    this.#ofIndex.set(index, item);
    item.hasIndex = true;
  }
}

function mayBe(last: OutputItem, { item_id: id, output_index: index }: JsonObject): boolean {
  if (typeof index === 'number' && last.hasIndex) return false;
  return !last.isEnded || (typeof index !== 'number' && readText(id) === null);
}
