'use client';

import { Badge, Button, Group, Menu, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { IconCode, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery } from 'urql';
import { CopyButton } from '../../components/copy-button.tsx';
import { notifyFailure } from '../../components/failed-change.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Empty } from '../../components/states.tsx';
import { formatDateTime } from '../../format/date-time.ts';
import { graphql } from '../../graphql/graphql.ts';
import { useViewer } from '../access/use-viewer.ts';
import { PageLink } from '../shell/page-link.tsx';
import { asCurl, asGraphql } from './template-code.ts';
import { draftOf, type TemplateContent, TemplateContentFragment } from './template-draft.ts';
import { TemplateEditor } from './template-editor.tsx';
import { TemplateVersions, TemplateVersionsFragment } from './template-versions.tsx';
import classes from './templates.module.css';
import { useKeptDraft } from './use-kept-draft.ts';

const TemplateQuery = graphql(
  `
    query Template($name: String!, $workspaceId: ID) {
      template(name: $name, workspaceId: $workspaceId) {
        ...TemplateContent
        ...TemplateVersions
      }
    }
  `,
  [TemplateContentFragment, TemplateVersionsFragment],
);

const RemoveMutation = graphql(`
  mutation RemoveTemplate($id: ID!) {
    removeTemplate(id: $id)
  }
`);

type TemplateScreenProps = { id: string; name: string; workspaceId: string | null; onRemoved: () => void };

/** One template: the editor of its latest version, and all versions below. */
export function TemplateScreen({ id, name, workspaceId, onRemoved }: TemplateScreenProps) {
  const [result, reload] = useQuery({ query: TemplateQuery, variables: { name, workspaceId } });
  return (
    <QueryView
      result={result}
      what="The template"
      onRetry={() => reload({ requestPolicy: 'network-only' })}
      isEmpty={({ template }) => template?.id !== id}
      empty={
        <Empty
          title="Another template has priority over this one"
          text={`Your workspace has its own template '${name}', which requests with this name use.`}
        />
      }
    >
      {({ template }) =>
        template && (
          <>
            <TemplateHead template={template} onRemoved={onRemoved} />
            <LatestVersion key={template.version} template={template} />
            <TemplateVersions template={template} workspaceId={workspaceId} />
          </>
        )
      }
    </QueryView>
  );
}

/** Whether the viewer may save and remove a template. Only operators may change templates for all workspaces. */
function useCanEdit({ workspaceId }: Pick<TemplateContent, 'workspaceId'>): boolean {
  const { can } = useViewer();
  return can('MANAGE') && (workspaceId !== null || can('OPERATE'));
}

/** The editor begins with this version. Typed text stays until it is saved or discarded. */
function LatestVersion({ template }: { template: TemplateContent }) {
  const canEdit = useCanEdit(template);
  const { draft, isChanged, edit, discard, forget } = useKeptDraft(template.id, () => draftOf(template));
  return (
    <TemplateEditor
      draft={draft}
      onChange={edit}
      onDiscard={isChanged ? discard : null}
      saved={template}
      canSave={canEdit}
      canChooseWorkspace={false}
      onSaved={forget}
    />
  );
}

function TemplateHead({ template, onRemoved }: { template: TemplateContent; onRemoved: () => void }) {
  const { can } = useViewer();
  const canEdit = useCanEdit(template);
  const { id, name, version, workspaceId, createdAt, createdBy } = template;
  const [, remove] = useMutation(RemoveMutation);

  const confirmRemoval = () =>
    modals.openConfirmModal({
      title: `Remove '${name}'?`,
      children: (
        <Text size="sm">
          {version === 1 ? 'It is removed for good.' : `All ${version} versions are removed.`} Requests that name it are
          refused from then on. Generations still show the version that they used.
        </Text>
      ),
      labels: { confirm: 'Remove', cancel: 'Cancel' },
      confirmProps: { color: 'red.9' },
      onConfirm: async () => {
        const { error } = await remove({ id });
        if (error) notifyFailure(error);
        else onRemoved();
      },
    });

  return (
    <header className={classes.head}>
      <div>
        <Group gap={8}>
          <h2 className={classes.title}>{name}</h2>
          <Badge variant="default" tt="none" fw={500}>
            Version {version}
          </Badge>
          <Badge variant="default" tt="none" fw={500}>
            {workspaceId ?? 'All workspaces'}
          </Badge>
        </Group>
        <Text size="sm" c="dimmed">
          {createdBy}, {formatDateTime(createdAt)}
        </Text>
      </div>
      <Group gap={8}>
        {can('GENERATE') && (
          <Button
            component={PageLink}
            href={`/playground?template=${encodeURIComponent(name)}`}
            variant="default"
            size="xs"
            leftSection={<IconPlayerPlay size={14} />}
          >
            Try in Playground
          </Button>
        )}
        <CopyMenu template={template} />
        {canEdit && (
          <Button variant="default" size="xs" leftSection={<IconTrash size={14} />} onClick={confirmRemoval}>
            Remove
          </Button>
        )}
      </Group>
    </header>
  );
}

function CopyMenu({ template }: { template: TemplateContent }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="xs" leftSection={<IconCode size={14} />}>
          Copy as code
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <CopyItem label="GraphQL" text={asGraphql(template)} />
        <CopyItem label="curl" text={asCurl(template, window.location.origin)} />
      </Menu.Dropdown>
    </Menu>
  );
}

function CopyItem({ label, text }: { label: string; text: string }) {
  return (
    <CopyButton value={text}>
      {({ copy }) => (
        <Menu.Item
          onClick={() => {
            copy();
            notifications.show({ message: `Copied as ${label}.` });
          }}
        >
          {label}
        </Menu.Item>
      )}
    </CopyButton>
  );
}
