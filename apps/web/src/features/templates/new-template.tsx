'use client';

import { useViewer } from '../access/use-viewer.ts';
import { emptyDraft } from './template-draft.ts';
import { TemplateEditor } from './template-editor.tsx';
import { useKeptDraft } from './use-kept-draft.ts';

type NewTemplateProps = { workspaceId: string | null; onSaved: (id: string) => void };

/** A template that is not saved yet. A member's template belongs to the member's workspace. */
export function NewTemplate({ workspaceId, onSaved }: NewTemplateProps) {
  const { can } = useViewer();
  const { draft, isChanged, edit, discard, forget } = useKeptDraft('new', () => emptyDraft(workspaceId));
  return (
    <TemplateEditor
      draft={draft}
      onChange={edit}
      onDiscard={isChanged ? discard : null}
      saved={null}
      canSave
      canChooseWorkspace={can('OPERATE')}
      onSaved={(id) => {
        forget();
        onSaved(id);
      }}
    />
  );
}
