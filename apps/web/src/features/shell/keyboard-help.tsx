'use client';

import { Kbd, Modal } from '@mantine/core';
import { useViewer } from '../access/use-viewer.ts';
import classes from './keyboard-help.module.css';
import { allSections } from './sections.ts';

const everywhere = [
  { keys: ['Ctrl', 'K'], label: 'Search sections, models and actions' },
  { keys: ['?'], label: 'Show these keys' },
  { keys: ['Esc'], label: 'Close what is open' },
];

const inLists = [
  { keys: ['j'], label: 'Next row' },
  { keys: ['k'], label: 'Previous row' },
  { keys: ['Enter'], label: 'Open the row' },
];

/** The keyboard shortcuts of the console. */
export function KeyboardHelp({ onClose }: { onClose: () => void }) {
  const { can } = useViewer();
  const sections = allSections
    .filter(({ permission }) => can(permission))
    .map(({ shortcut, label }) => ({ keys: ['g', shortcut], label }));
  return (
    <Modal opened onClose={onClose} title="Keys" size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className={classes.groups}>
        <KeyList title="Everywhere" entries={everywhere} />
        <KeyList title="Generations" entries={inLists} />
        <KeyList title="Go to" entries={sections} />
      </div>
    </Modal>
  );
}

type KeyListProps = { title: string; entries: readonly { keys: readonly string[]; label: string }[] };

function KeyList({ title, entries }: KeyListProps) {
  return (
    <section aria-label={title}>
      <h3 className={classes.title}>{title}</h3>
      <dl className={classes.keys}>
        {entries.map(({ keys, label }) => (
          <div key={label} className={classes.entry}>
            <dt>
              {keys.map((key, index) => (
                // A key may occur twice, as in `g g`.
                <Kbd key={index} size="xs" mr={4}>
                  {key}
                </Kbd>
              ))}
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
