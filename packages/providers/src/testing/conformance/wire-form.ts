/** How a provider sends its answers, for tests of the bytes on the wire. Each event is one JSON object. */
export type WireForm = {
  /** Whether events are JSON lines instead of server-sent events. */
  isLines: boolean;
  /** Events at the beginning of an answer, before its first text. Default: none. */
  opening?: readonly object[];
  text(piece: string): object;
  /** Events of one call: its beginning, and its arguments in these pieces. `index` counts calls. */
  call(index: number, id: string, name: string, pieces: readonly string[]): readonly object[];
  /** Events with the finish reason and the usage: 10 tokens in, 5 out. */
  ending(reason: 'stop' | 'length' | 'filter'): readonly object[];
  /** The end mark of the protocol. Null for none. */
  mark: string | object | null;
  /** Whether the finish reason may come before the text. */
  mayFinishEarly: boolean;
  /** The complete answer in one document, with this text. */
  document(text: string): object;
  /** A refusal with this text. Null if the dialect has none. */
  refusal: ((words: string) => readonly object[]) | null;
  /** An end that marks the answer as unusable. Null if the dialect has none. */
  unusable: object | null;
  /** An answer of one image. Null if the dialect has none. */
  image: ((mediaType: string, data: string) => object) | null;
};
