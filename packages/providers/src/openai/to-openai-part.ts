import type { ContentPart, FilePart } from '../contract/message.ts';
import type { JsonObject } from '../json/read-json-value.ts';
import { textOfFile } from '../messages/message-texts.ts';
import { type PartWriter, toImageUrl } from '../messages/to-content.ts';
import { cannotSend, type WriteContext } from '../messages/write-context.ts';
import type { OpenAiDialect } from './dialect.ts';

/** Writes parts of a user message. Throws `BadRequestError` for a part that the provider does not accept. */
export function openAiPartWriter(dialect: OpenAiDialect, context: WriteContext): PartWriter {
  return (part: ContentPart, path: string): JsonObject => {
    switch (part.type) {
      case 'text':
        return { type: 'text', text: part.text };
      case 'image':
        return toImageUrl(part);
      case 'audio': {
        if (part.source.type === 'url') throw cannotSend(context, path, 'audio by address');
        return { type: 'input_audio', input_audio: { data: part.source.data, format: audioFormatOf(part.mediaType) } };
      }
      case 'file':
        return toFile(part, path, dialect, context);
      default:
        return part satisfies never;
    }
  };
}

function toFile(part: FilePart, path: string, dialect: OpenAiDialect, context: WriteContext): JsonObject {
  const { mediaType, source, name } = part;
  const address = source.type === 'url' ? source.url : `data:${mediaType};base64,${source.data}`;
  if (dialect.documents === 'document-url') {
    return { type: 'document_url', document_url: address, ...(name !== null && { document_name: name }) };
  }
  const text = textOfFile(part);
  if (text !== null) return { type: 'text', text };
  if (source.type === 'url' && dialect.documents === 'by-value') throw cannotSend(context, path, 'files by address');
  return { type: 'file', file: { filename: name ?? 'file.pdf', file_data: address } };
}

/** `mp3` for `audio/mpeg`, else the subtype. */
function audioFormatOf(mediaType: string): string {
  const format = mediaType.slice(mediaType.indexOf('/') + 1).replace(/^x-/, '');
  return format === 'mpeg' ? 'mp3' : format;
}
