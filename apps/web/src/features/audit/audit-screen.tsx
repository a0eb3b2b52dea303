'use client';

import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconHistory } from '@tabler/icons-react';
import { useSearchParams } from 'next/navigation';
import { useMemo, useRef, useState } from 'react';
import { useClient } from 'urql';
import { DownloadButton } from '../../components/download-button.tsx';
import { Page, PageHeader } from '../../components/page.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Empty } from '../../components/states.tsx';
import { describeError } from '../../graphql/describe-error.ts';
import { changeAddress } from '../shell/address.ts';
import { useOpened } from '../shell/opened.ts';
import { RangePicker } from '../shell/range-picker.tsx';
import { useViewRange } from '../shell/view-range.ts';
import { WorkspacePicker } from '../shell/workspace-picker.tsx';
import { useWorkspaceScope } from '../shell/workspace-scope.ts';
import classes from './audit.module.css';
import { mostExported, readAllEntries, toAuditCsv } from './audit-csv.ts';
import { type AuditFilterInput, outcomes } from './audit-documents.ts';
import { readFilter, type TextFilter, textFilters } from './audit-filter.ts';
import { AuditTable } from './audit-table.tsx';
import { EntryDrawer, entryParameter } from './entry-drawer.tsx';
import { useAuditPages } from './use-audit-pages.ts';

/** Every change of the service and every refused attempt, with filters in the address. */
export function AuditScreen() {
  const search = useSearchParams().toString();
  const range = useViewRange();
  const { workspaceId } = useWorkspaceScope();
  const parameters = useMemo(() => new URLSearchParams(search), [search]);
  const filter = useMemo(() => readFilter(parameters, range, workspaceId), [parameters, range, workspaceId]);
  const { entries, isLoading, error, loadMore, reload } = useAuditPages(filter);
  const opened = useOpened(entryParameter);

  return (
    <Page>
      <PageHeader title="Audit" text="Who changed what, and who was refused. Entries never change.">
        <div className={classes.tools}>
          <WorkspacePicker />
          <RangePicker />
          <Export filter={filter} />
        </div>
      </PageHeader>
      <Filters parameters={parameters} />
      <QueryView
        result={{ data: entries, error, fetching: isLoading }}
        what="The audit log"
        onRetry={reload}
        isEmpty={(list) => list.length === 0}
        empty={
          <Empty
            icon={<IconHistory size={22} />}
            title="No entries"
            text="No entry in this range matches the filter. Choose a longer range above, or clear the filter."
          />
        }
      >
        {(list) => (
          <>
            <AuditTable entries={list} onOpen={({ id }) => opened.open(id)} />
            {loadMore && (
              <Button variant="default" mt="md" loading={isLoading} onClick={loadMore}>
                Show earlier ones
              </Button>
            )}
          </>
        )}
      </QueryView>
      <EntryDrawer id={opened.value} known={entries ?? []} onClose={opened.close} />
    </Page>
  );
}

function Filters({ parameters }: { parameters: URLSearchParams }) {
  return (
    <search className={classes.filters}>
      {(Object.keys(textFilters) as TextFilter[]).map((name) => (
        <FilterInput key={name} name={name} value={parameters.get(name) ?? ''} />
      ))}
      <Select
        size="xs"
        label="Outcome"
        placeholder="All"
        data={Object.entries(outcomes).map(([value, { label }]) => ({ value, label }))}
        value={parameters.get('outcome')}
        onChange={(outcome) => changeAddress({ outcome })}
        clearable
        clearButtonProps={{ 'aria-label': 'All outcomes' }}
      />
    </search>
  );
}

function FilterInput({ name, value }: { name: TextFilter; value: string }) {
  const [typed, setTyped] = useState(value);
  const sent = useRef(value);
  // The drawer of an entry changes the address too.
  if (value !== sent.current) {
    sent.current = value;
    setTyped(value);
  }
  const follow = useDebouncedCallback((text: string) => {
    sent.current = text.trim();
    changeAddress({ [name]: text.trim() });
  }, 300);
  return (
    <TextInput
      size="xs"
      label={textFilters[name].label}
      placeholder={textFilters[name].placeholder}
      value={typed}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        follow(currentTarget.value);
      }}
    />
  );
}

function Export({ filter }: { filter: AuditFilterInput }) {
  const client = useClient();
  const read = async (): Promise<string | null> => {
    const result = await readAllEntries(client, filter);
    if ('error' in result) {
      notifications.show({ color: 'red', message: describeError(result.error, 'once').message });
      return null;
    }
    if (result.isCut) {
      const message = `The file contains the newest ${mostExported} entries. Choose a shorter range for the others.`;
      notifications.show({ color: 'yellow', message });
    }
    return toAuditCsv(result.entries);
  };
  return <DownloadButton name="audit.csv" text={read} />;
}
