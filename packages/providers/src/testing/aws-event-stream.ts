import { crc32 } from 'node:zlib';

/** One frame of `application/vnd.amazon.eventstream`: prelude, headers, payload, each part with its checksum. */
export function toAwsFrame(eventType: string, payload: string): Buffer {
  const headers = Buffer.concat([
    toHeader(':event-type', eventType),
    toHeader(':content-type', 'application/json'),
    toHeader(':message-type', 'event'),
  ]);
  const body = Buffer.from(payload);
  const frame = Buffer.alloc(16 + headers.length + body.length);
  frame.writeUInt32BE(frame.length, 0);
  frame.writeUInt32BE(headers.length, 4);
  frame.writeUInt32BE(crc32(frame.subarray(0, 8)), 8);
  headers.copy(frame, 12);
  body.copy(frame, 12 + headers.length);
  frame.writeUInt32BE(crc32(frame.subarray(0, frame.length - 4)), frame.length - 4);
  return frame;
}

/** Name, the type 7 for a string, value; lengths before each. */
function toHeader(name: string, value: string): Buffer {
  const header = Buffer.alloc(1 + name.length + 3 + value.length);
  header.writeUInt8(name.length, 0);
  header.write(name, 1);
  header.writeUInt8(7, 1 + name.length);
  header.writeUInt16BE(value.length, 2 + name.length);
  header.write(value, 4 + name.length);
  return header;
}
