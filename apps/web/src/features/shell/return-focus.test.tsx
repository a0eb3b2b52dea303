// @vitest-environment happy-dom
import { render, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { type ReactNode, useState } from 'react';
import { createPortal } from 'react-dom';
import { beforeEach, expect, test } from 'vitest';
import { useReturnFocus } from './return-focus.ts';

/** A dialog in the element that Mantine adds to the body for dialogs. */
function Dialog({ children }: { children: ReactNode }) {
  let node = document.querySelector('[data-mantine-shared-portal-node]');
  if (node === null) {
    node = document.createElement('div');
    node.setAttribute('data-mantine-shared-portal-node', 'true');
    document.body.append(node);
  }
  return createPortal(<div role="dialog">{children}</div>, node);
}

function Page({ children }: { children: ReactNode }) {
  useReturnFocus();
  return <main>{children}</main>;
}

/** A button that opens a dialog, which is removed from the document when it closes. */
function Opener({ name, children }: { name: string; children?: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        {`Open ${name}`}
      </button>
      {isOpen && (
        <Dialog>
          <button type="button" onClick={() => setOpen(false)}>
            {`Close ${name}`}
          </button>
          {children}
        </Dialog>
      )}
    </>
  );
}

const button = (name: string) => screen.getByRole('button', { name });

// happy-dom has no layout.
beforeEach(() => {
  HTMLElement.prototype.checkVisibility = function () {
    return this.isConnected;
  };
});

test('a removed dialog returns the focus to the button that opened it', async () => {
  const user = userEvent.setup();
  render(
    <Page>
      <button type="button">Other</button>
      <Opener name="budget" />
    </Page>,
  );
  await user.click(button('Other'));
  await user.click(button('Open budget'));
  await user.click(button('Close budget'));
  await waitFor(() => expect(document.activeElement).toBe(button('Open budget')));
});

test('above another dialog, the focus stays in the lower dialog', async () => {
  const user = userEvent.setup();
  render(
    <Page>
      <Opener name="policy">
        <Opener name="history" />
      </Opener>
    </Page>,
  );
  await user.click(button('Open policy'));
  await user.click(button('Open history'));
  await user.click(button('Close history'));
  await waitFor(() => expect(document.activeElement).toBe(button('Open history')));
  await user.click(button('Close policy'));
  await waitFor(() => expect(document.activeElement).toBe(button('Open policy')));
});

test('if the button is gone, the previous element gets the focus', async () => {
  function Row() {
    const [isThere, setThere] = useState(true);
    const [isOpen, setOpen] = useState(false);
    return (
      <>
        {isThere && (
          <button type="button" onClick={() => setOpen(true)}>
            Remove
          </button>
        )}
        {isOpen && (
          <Dialog>
            <button
              type="button"
              onClick={() => {
                setThere(false);
                setOpen(false);
              }}
            >
              Yes
            </button>
          </Dialog>
        )}
      </>
    );
  }
  const user = userEvent.setup();
  render(
    <Page>
      <button type="button">New</button>
      <Row />
    </Page>,
  );
  await user.click(button('New'));
  await user.click(button('Remove'));
  await user.click(button('Yes'));
  await waitFor(() => expect(document.activeElement).toBe(button('New')));
});
