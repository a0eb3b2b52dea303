import { MantineProvider } from '@mantine/core';
import { render } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import type { ReactElement } from 'react';
import { Provider } from 'urql';
import { HealthProvider } from '../features/health/health-provider.tsx';
import { PlaygroundProvider } from '../features/playground/playground-provider.tsx';
import { theme } from '../theme/theme.ts';
import { type Answers, scriptedClient } from './scripted-client.ts';

/** Renders a part of the console for a signed-in user, with a scripted API. */
export function renderInConsole(part: ReactElement, answers: Answers = {}) {
  const api = scriptedClient(answers);
  const view = render(
    <MantineProvider theme={theme} env="test">
      <Provider value={api.client}>
        <HealthProvider>
          <PlaygroundProvider>{part}</PlaygroundProvider>
        </HealthProvider>
      </Provider>
    </MantineProvider>,
  );
  return { ...view, ...api, user: userEvent.setup() };
}
