'use client';

import { Tabs } from '@mantine/core';
import { useSearchParams } from 'next/navigation';
import { Page, PageHeader } from '../../components/page.tsx';
import { Failed, Loading } from '../../components/states.tsx';
import { changeAddress } from '../shell/address.ts';
import { PolicyHistory } from './policy-history.tsx';
import { PolicyStatus } from './policy-status.tsx';
import { PolicyWorkbench } from './policy-workbench.tsx';
import { usePolicy } from './use-policy.ts';

/** The policy: its document with the effect of a change, and its revisions. */
export function PolicyScreen() {
  const { policy, replicas, error, reload } = usePolicy();
  const view = useSearchParams().get('view') === 'history' ? 'history' : 'editor';
  return (
    <Page>
      <PageHeader title="Policy" text="Providers, models, routing and limits. Each change is a revision." />
      {error && <Failed error={error} onRetry={() => reload({ requestPolicy: 'network-only' })} />}
      {!policy && !error && <Loading lines={8} label="Loading the policy" />}
      {policy && (
        <>
          <PolicyStatus policy={policy} replicas={replicas} />
          <Tabs
            value={view}
            onChange={(next) => changeAddress({ view: next === 'history' ? next : null, revision: null }, 'step')}
            keepMounted={false}
          >
            <Tabs.List mb="md">
              <Tabs.Tab value="editor">Editor</Tabs.Tab>
              <Tabs.Tab value="history">History</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="editor">
              <PolicyWorkbench policy={policy} />
            </Tabs.Panel>
            <Tabs.Panel value="history">
              <PolicyHistory inForce={policy} />
            </Tabs.Panel>
          </Tabs>
        </>
      )}
    </Page>
  );
}
