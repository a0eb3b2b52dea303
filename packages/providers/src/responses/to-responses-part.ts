import type { ContentPart, FilePart, ImagePart } from '../contract/message.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { textOfFile } from '../messages/message-texts.ts';
import type { PartWriter } from '../messages/to-content.ts';
import { cannotSend, type WriteContext } from '../messages/write-context.ts';

/**
 * Writes parts of a user message or of a tool's result. Throws `BadRequestError` for audio, which OpenAI does not
 * accept.
 */
export function responsesPartWriter(context: WriteContext): PartWriter {
  return (part: ContentPart, path: string): JsonObject => {
    switch (part.type) {
      case 'text':
        return { type: 'input_text', text: part.text };
      case 'image':
        return toImage(part);
      case 'file':
        return toFile(part);
      case 'audio':
        throw cannotSend(context, path, 'audio');
      default:
        return part satisfies never;
    }
  };
}

function toImage({ image, detail }: ImagePart): JsonObject {
  const image_url = image.type === 'url' ? image.url : `data:${image.mediaType};base64,${image.data}`;
  return { type: 'input_image', image_url, detail: detail ?? 'auto' };
}

function toFile(part: FilePart): JsonObject {
  const { mediaType, source, name } = part;
  const text = textOfFile(part);
  if (text !== null) return { type: 'input_text', text };
  if (source.type === 'url') return { type: 'input_file', file_url: source.url };
  return { type: 'input_file', filename: name ?? 'file.pdf', file_data: `data:${mediaType};base64,${source.data}` };
}
