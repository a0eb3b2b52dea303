import type { ContentPart, ImageDetail } from '@penstock/providers';
import { InputError } from '../../errors/service-error.ts';
import { parseAudio, parseFile } from '../../generation/input/parse-file.ts';
import { parseImageUrl } from '../../generation/input/parse-image.ts';
import type { InputPart } from './input-item.ts';

type PartOf<Type extends InputPart['type']> = Extract<InputPart, { type: Type }>;

/** The parts of a message or of a tool's result; none for an empty text. */
export function parsePart(part: InputPart, path: string): readonly ContentPart[] {
  switch (part.type) {
    case 'input_text':
    case 'output_text':
    case 'text':
      return part.text === '' ? [] : [{ type: 'text', text: part.text }];
    case 'refusal':
      return part.refusal === '' ? [] : [{ type: 'text', text: part.refusal }];
    case 'input_image':
      return [parseImage(part, path)];
    case 'input_file':
      return [parseDocument(part, path)];
    case 'input_audio': {
      const { data, format } = part.input_audio;
      const mediaType = `audio/${format === 'mp3' ? 'mpeg' : format}`;
      return [
        parseAudio({ data, mediaType }, (member) => `${path}.input_audio.${member === 'data' ? 'data' : 'format'}`),
      ];
    }
    default:
      return part satisfies never;
  }
}

const details: readonly string[] = ['auto', 'low', 'high'] satisfies ImageDetail[];

function isDetail(detail: string): detail is ImageDetail {
  return details.includes(detail);
}

function parseImage({ image_url, file_id, detail }: PartOf<'input_image'>, path: string): ContentPart {
  if (image_url == null) throw missing(`${path}.image_url`, 'the image', 'an address or a data: URL', file_id);
  const image = parseImageUrl(image_url, `${path}.image_url`);
  return { type: 'image', image, ...(detail != null && isDetail(detail) && { detail }) };
}

/** As with OpenAI, a URL without a type is a PDF. */
function parseDocument({ file_data, file_url, file_id, filename }: PartOf<'input_file'>, path: string): ContentPart {
  const given = file_url ?? file_data;
  if (given == null) throw missing(`${path}.file_data`, 'the file', 'a data: URL', file_id);
  const source = /^(?:data|https?):/.test(given) ? { url: given } : { data: given };
  const mediaType = given.startsWith('data:') ? null : 'application/pdf';
  const member = file_url == null ? 'file_data' : 'file_url';
  return parseFile(
    { ...source, mediaType, name: filename },
    (one) => `${path}.${one === 'name' ? 'filename' : member}`,
  );
}

function missing(path: string, what: string, how: string, fileId: string | null | undefined): InputError {
  const id = fileId == null ? '' : ', because only OpenAI has its uploaded files';
  return new InputError(path, `is missing: give ${what} as ${how}${id}`);
}
