const finalText = 0x81;
const shortLength = 126;
const mediumLength = 65_536;

/**
 * A whole text message as one frame of a WebSocket server (RFC 6455, section 5.2). `ws` writes header and text
 * separately. As one write, a small message takes half the time.
 */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const headerLength = length < shortLength ? 2 : length < mediumLength ? 4 : 10;
  const frame = Buffer.allocUnsafe(headerLength + length);
  frame[0] = finalText;
  if (length < shortLength) frame[1] = length;
  else if (length < mediumLength) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, headerLength);
  return frame;
}
