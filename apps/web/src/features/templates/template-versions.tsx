'use client';

import { Button, Modal, Text } from '@mantine/core';
import { useQuery } from 'urql';
import { Card } from '../../components/card.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { TextDiff } from '../../components/text-diff.tsx';
import { formatDateTime } from '../../format/date-time.ts';
import { type FragmentOf, graphql, readFragment } from '../../graphql/graphql.ts';
import { useOpened } from '../shell/opened.ts';
import { linesOf, TemplateContentFragment } from './template-draft.ts';
import classes from './templates.module.css';

export const TemplateVersionsFragment = graphql(`
  fragment TemplateVersions on Template {
    name
    versions(first: 100) {
      version
      createdAt
      createdBy
    }
  }
`);

const VersionsQuery = graphql(
  `
    query TemplateVersions($name: String!, $workspaceId: ID, $version: Int!, $former: Int!) {
      template(name: $name, workspaceId: $workspaceId, version: $version) {
        ...TemplateContent
      }
      former: template(name: $name, workspaceId: $workspaceId, version: $former) {
        ...TemplateContent
      }
    }
  `,
  [TemplateContentFragment],
);

type TemplateVersionsProps = { template: FragmentOf<typeof TemplateVersionsFragment>; workspaceId: string | null };

/** The versions of a template, newest first. A click opens a version with its difference from the previous version. */
export function TemplateVersions({ template, workspaceId }: TemplateVersionsProps) {
  const { name, versions } = readFragment(TemplateVersionsFragment, template);
  const opened = useOpened('version');
  const shown = Number(opened.value ?? Number.NaN);
  return (
    <Card title="Versions">
      <table className={classes.versions} aria-label="Versions">
        <tbody>
          {versions.map(({ version, createdAt, createdBy }) => (
            <tr key={version} data-id={version}>
              <th scope="row">{version}</th>
              <td>{formatDateTime(createdAt)}</td>
              <td>{createdBy}</td>
              <td data-align="right">
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={version === 1 ? 'Show version 1' : `What changed in version ${version}`}
                  onClick={() => opened.open(String(version))}
                >
                  {version === 1 ? 'Show' : 'What changed'}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {Number.isInteger(shown) && (
        <VersionDialog name={name} workspaceId={workspaceId} version={shown} onClose={opened.close} />
      )}
    </Card>
  );
}

type VersionDialogProps = { name: string; workspaceId: string | null; version: number; onClose: () => void };

function VersionDialog({ name, workspaceId, version, onClose }: VersionDialogProps) {
  const variables = { name, workspaceId, version, former: Math.max(1, version - 1) };
  const [result, reload] = useQuery({ query: VersionsQuery, variables });
  return (
    <Modal opened onClose={onClose} title={`${name}, version ${version}`} size="xl" centered>
      <QueryView
        result={result}
        what="The version"
        onRetry={() => reload({ requestPolicy: 'network-only' })}
        isEmpty={({ template }) => template === null}
        empty={<Text size="sm">This version was removed.</Text>}
      >
        {({ template, former }) =>
          template && (
            <TextDiff
              before={version === 1 || former === null ? '' : linesOf(former)}
              after={linesOf(template)}
              label={`Changes of version ${version}`}
            />
          )
        }
      </QueryView>
    </Modal>
  );
}
