'use client';

import { IconFile } from '@tabler/icons-react';
import classes from './conversation.module.css';
import type { SettledGeneration } from './run-documents.ts';

type Part = SettledGeneration['parts'][number];

/** The images and files of an answer, in their order. A file whose bytes are no longer kept is named by its type. */
export function AnswerFiles({ parts }: { parts: readonly Part[] }) {
  return parts.map((part, index) => {
    if (part.type !== 'IMAGE' && part.type !== 'FILE' && part.type !== 'AUDIO') return null;
    // The order of an ended answer is final.
    const key = `${index}`;
    const address = addressOf(part);
    if (part.type === 'IMAGE' && address !== null) {
      return <img key={key} className={classes.image} src={address} alt={`${index + 1} of the answer`} />;
    }
    return (
      <div key={key} className={classes.tool}>
        <div className={classes.toolHead}>
          <IconFile size={15} stroke={1.7} />
          {part.name ?? part.mediaType ?? 'File'}
        </div>
      </div>
    );
  });
}

/** The bytes as an address that a browser shows. An image on another server is not fetched. */
function addressOf({ mediaType, data }: Part): string | null {
  return data === null || mediaType === null ? null : `data:${mediaType};base64,${data}`;
}
