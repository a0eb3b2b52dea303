'use client';

import { Badge, Button, TextInput } from '@mantine/core';
import { IconChevronLeft, IconFileText, IconPlus, IconSearch } from '@tabler/icons-react';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { useQuery } from 'urql';
import { Page, PageHeader } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Empty, Forbidden } from '../../components/states.tsx';
import { formatDateTime } from '../../format/date-time.ts';
import { graphql, type ResultOf } from '../../graphql/graphql.ts';
import { useViewer } from '../access/use-viewer.ts';
import { changeAddress } from '../shell/address.ts';
import { WorkspacePicker } from '../shell/workspace-picker.tsx';
import { useWorkspaceScope } from '../shell/workspace-scope.ts';
import { NewTemplate } from './new-template.tsx';
import { TemplateScreen } from './template-screen.tsx';
import classes from './templates.module.css';

const TemplatesQuery = graphql(`
  query Templates($workspaceId: ID) {
    templates(workspaceId: $workspaceId) {
      id
      name
      version
      description
      workspaceId
      createdAt
    }
  }
`);

type Summary = ResultOf<typeof TemplatesQuery>['templates'][number];

/** The value in the address for a template that is not saved yet. */
const newOne = 'new';
const open = (id: string | null): void => changeAddress({ template: id, version: null }, 'step');

/** Prompt templates: the list, and the open template beside it. */
export function TemplatesScreen() {
  const { can } = useViewer();
  const { workspaceId } = useWorkspaceScope();
  const [result, reload] = useQuery({ query: TemplatesQuery, variables: { workspaceId } });
  const opened = useSearchParams().get('template');
  const canSave = can('MANAGE');
  return (
    <Page>
      <PageHeader
        title="Templates"
        text="Prompts with placeholders. Requests name them, and each save makes a version."
      >
        <div className={classes.actions}>
          <WorkspacePicker />
          {canSave && opened !== newOne && (
            <Button size="xs" leftSection={<IconPlus size={14} />} onClick={() => open(newOne)}>
              New template
            </Button>
          )}
        </div>
      </PageHeader>
      <QueryView
        result={result}
        what="The templates"
        onRetry={() => reload({ requestPolicy: 'network-only' })}
        isEmpty={({ templates }) => templates.length === 0 && opened !== newOne}
        empty={<NoTemplates canSave={canSave} />}
      >
        {({ templates }) => (
          <div className={classes.panes} data-opened={opened !== null || undefined}>
            <TemplateList templates={templates} opened={opened} />
            <div className={classes.pane}>
              <OpenTemplate templates={templates} opened={opened} workspaceId={workspaceId} canSave={canSave} />
            </div>
          </div>
        )}
      </QueryView>
    </Page>
  );
}

type OpenTemplateProps = {
  templates: readonly Summary[];
  opened: string | null;
  workspaceId: string | null;
  canSave: boolean;
};

function OpenTemplate({ templates, opened, workspaceId, canSave }: OpenTemplateProps) {
  if (opened === null) {
    return (
      <Empty
        icon={<IconFileText size={22} />}
        title="Choose a template"
        text="Its messages, its variables and a preview appear here."
      />
    );
  }
  const selected = templates.find(({ id }) => id === opened);
  const isNew = opened === newOne && canSave;
  return (
    <>
      <button type="button" className={classes.back} onClick={() => open(null)}>
        <IconChevronLeft size={15} /> Templates
      </button>
      {isNew && <NewTemplate workspaceId={workspaceId} onSaved={open} />}
      {selected && <TemplateScreen key={selected.id} {...selected} onRemoved={() => open(null)} />}
      {opened === newOne && !canSave && (
        <Forbidden what="A new template" text="Members and operators save templates." />
      )}
      {opened !== newOne && !selected && (
        <Empty title="There is no such template" text="It was removed, or it is of another workspace." />
      )}
    </>
  );
}

function NoTemplates({ canSave }: { canSave: boolean }) {
  return (
    <Empty
      icon={<IconFileText size={22} />}
      title="No templates yet"
      text={
        canSave
          ? 'A template keeps a prompt apart from the programs that use it, so that you can change it without a release.'
          : 'Members and operators save templates. They then appear here.'
      }
      action={
        canSave && (
          <Button variant="default" onClick={() => open(newOne)}>
            Create the first one
          </Button>
        )
      }
    />
  );
}

function TemplateList({ templates, opened }: { templates: readonly Summary[]; opened: string | null }) {
  const [search, setSearch] = useState('');
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = templates.filter(({ name, description }) => {
    const text = `${name} ${description ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return (
    <nav className={classes.list} aria-label="Templates">
      <TextInput
        aria-label="Search templates"
        placeholder="Search"
        size="xs"
        leftSection={<IconSearch size={14} />}
        value={search}
        onChange={({ currentTarget }) => setSearch(currentTarget.value)}
      />
      <ul>
        {shown.map(({ id, name, version, description, workspaceId, createdAt }) => (
          <li key={id} data-id={id}>
            <button
              type="button"
              className={classes.row}
              aria-current={id === opened || undefined}
              title={`Version ${version}, ${formatDateTime(createdAt)}`}
              onClick={() => open(id)}
            >
              <span className={classes.name}>
                {name}
                <span className={classes.version}>v{version}</span>
              </span>
              {description !== null && <span className={classes.description}>{description}</span>}
              <Badge variant="default" size="xs" tt="none" fw={500}>
                {workspaceId ?? 'All workspaces'}
              </Badge>
            </button>
          </li>
        ))}
        {shown.length === 0 && <li className={classes.none}>No template matches.</li>}
      </ul>
    </nav>
  );
}
