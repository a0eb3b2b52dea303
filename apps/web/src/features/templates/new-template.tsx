'use client';

import { useState } from 'react';
import { useViewer } from '../access/use-viewer.ts';
import { emptyDraft } from './template-draft.ts';
import { TemplateEditor } from './template-editor.tsx';

type NewTemplateProps = { workspaceId: string | null; onSaved: (id: string) => void };

/** A template that is not saved yet. A member's belongs to its workspace. */
export function NewTemplate({ workspaceId, onSaved }: NewTemplateProps) {
  const { can } = useViewer();
  const [draft, setDraft] = useState(() => emptyDraft(workspaceId));
  return (
    <TemplateEditor
      draft={draft}
      onChange={setDraft}
      saved={null}
      canSave
      canChooseWorkspace={can('OPERATE')}
      onSaved={onSaved}
    />
  );
}
