import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { render } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import type { ReactElement } from 'react';
import { Provider } from 'urql';
import { type ConsoleViewer, toViewer, ViewerProvider } from '../features/access/use-viewer.ts';
import type { ViewerFacts } from '../features/access/viewer-query.ts';
import { HealthProvider } from '../features/health/health-provider.tsx';
import { PlaygroundProvider } from '../features/playground/playground-provider.tsx';
import { theme } from '../theme/theme.ts';
import { type Answers, scriptedClient } from './scripted-client.ts';

type Role = ViewerFacts['role'];

// The same as the API's access/permissions.ts.
const permissionsOf = {
  VIEWER: ['READ'],
  MEMBER: ['READ', 'GENERATE', 'MANAGE'],
  OPERATOR: ['READ', 'GENERATE', 'MANAGE', 'OPERATE'],
  ADMIN: ['READ', 'GENERATE', 'MANAGE', 'OPERATE', 'ADMINISTER'],
} satisfies Record<Role, ViewerFacts['permissions']>;

/** A viewer with the permissions of its role. Members and viewers belong to the workspace `team-a`. */
export function viewerOf(role: Role) {
  const workspace = role === 'MEMBER' || role === 'VIEWER' ? { id: 'team-a', name: 'Team A' } : null;
  return toViewer({
    role,
    permissions: permissionsOf[role],
    workspaceId: workspace?.id ?? null,
    workspace,
    apiKey: null,
  });
}

/** Renders a part of the console for a signed-in user, by default an administrator, with a scripted API. */
export function renderInConsole(part: ReactElement, answers: Answers = {}, as: Role | ConsoleViewer = 'ADMIN') {
  const api = scriptedClient({ Workspaces: () => ({ workspaces: [] }), ...answers });
  const view = render(
    <MantineProvider theme={theme} env="test">
      <Notifications />
      <Provider value={api.client}>
        <ViewerProvider value={typeof as === 'string' ? viewerOf(as) : as}>
          <HealthProvider>
            <PlaygroundProvider>
              <ModalsProvider>{part}</ModalsProvider>
            </PlaygroundProvider>
          </HealthProvider>
        </ViewerProvider>
      </Provider>
    </MantineProvider>,
  );
  return { ...view, ...api, user: userEvent.setup() };
}
