import { createRoot } from 'react-dom/client';
import { Provider } from 'urql';
import { Chat } from './chat.tsx';
import { connect } from './connect.ts';

// A public page would send a cookie and no key: ?key=… is only for a trial.
const settings = new URLSearchParams(location.search);
const client = connect(settings.get('url') ?? 'http://localhost:4000', settings.get('key') ?? '');

createRoot(document.querySelector('#root') as HTMLElement).render(
  <Provider value={client}>
    <Chat />
  </Provider>,
);
