import type pg from 'pg';

type BindConfig = { portal?: string; statement?: string; binary?: boolean; values?: readonly unknown[] };
/** The parts of a client of `pg` that its types omit. */
type Connection = { stream: { write(bytes: Buffer): boolean }; bind(config: BindConfig): void };

/** For fewer bytes, one buffer for the message costs less than a list of buffers. */
const worthBytes = 256 * 1024;

/**
 * Makes a client send large binary parameters without copies. By default `pg` copies each into a growing buffer: an
 * answer of 30 MB then uses three times its size during the send.
 */
export function bindWithoutCopies(client: pg.ClientBase): void {
  const connection: unknown = Reflect.get(client, 'connection');
  if (!isConnection(connection)) return;
  const usual = connection.bind.bind(connection);
  connection.bind = (config) => {
    const values = toBuffers(config.values ?? []);
    if (values === null || config.binary === true) return usual(config);
    for (const piece of toBind(config, values)) connection.stream.write(piece);
  };
}

function isConnection(value: unknown): value is Connection {
  return typeof value === 'object' && value !== null && 'bind' in value && 'stream' in value;
}

/** Null if the default encoding is as good, or if a value has another type. */
function toBuffers(values: readonly unknown[]): readonly (Buffer | null)[] | null {
  let bytes = 0;
  for (const value of values) if (Buffer.isBuffer(value)) bytes += value.length;
  if (bytes < worthBytes) return null;
  const isKnown = values.every((value) => value == null || typeof value === 'string' || Buffer.isBuffer(value));
  return isKnown ? values.map((value) => (Buffer.isBuffer(value) ? value : toText(value))) : null;
}

function toText(value: unknown): Buffer | null {
  return typeof value === 'string' ? Buffer.from(value) : null;
}

/**
 * The message Bind, in pieces: portal, statement, a format for each value, each value after its length, and one format
 * for all results. https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
function toBind(
  { portal = '', statement = '', values: given = [] }: BindConfig,
  values: readonly (Buffer | null)[],
): readonly Buffer[] {
  const names = Buffer.from(`${portal}\0${statement}\0`);
  const head = Buffer.alloc(names.length + 4 + 2 * values.length);
  names.copy(head);
  let offset = head.writeInt16BE(values.length, names.length);
  for (const value of given) offset = head.writeInt16BE(Buffer.isBuffer(value) ? 1 : 0, offset);
  head.writeInt16BE(values.length, offset);
  const pieces = [head, ...values.flatMap((value) => (value === null ? [sized(-1)] : [sized(value.length), value]))];
  pieces.push(Buffer.from([0, 1, 0, 0]));
  const bytes = pieces.reduce((sum, { length }) => sum + length, 4);
  return [Buffer.from('B'), sized(bytes), ...pieces];
}

function sized(bytes: number): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(bytes);
  return length;
}
