import { type CSSProperties, type KeyboardEvent, useId, useMemo, useState } from 'react';
import type { ModelStatus } from './model-status.ts';
import { ModelStatusIndicator } from './model-status-indicator.tsx';

/** A model to choose. */
export type ModelChoice = {
  /** `provider/name`. */
  id: string;
  displayName: string;
  /** The result of `modelStatus`. */
  status: ModelStatus;
  /** The reason for the status. */
  reason?: string | null;
  /** Shown at the right of its row, such as its price. */
  note?: string;
  /** More words for the search, such as its capabilities. */
  keywords?: readonly string[];
};

type ModelSelectorProps = {
  models: readonly ModelChoice[];
  /** The id of the chosen model; null for none. */
  value: string | null;
  onChange: (id: string) => void;
  /** The label of the field. Default `Model`. */
  label?: string;
  /** Default `Choose a model`. */
  placeholder?: string;
  className?: string;
};

/** A field to search and choose a model, by mouse and by keyboard. Usable models come first. */
export function ModelSelector(props: ModelSelectorProps) {
  const { models, value, onChange, label = 'Model', placeholder = 'Choose a model', className } = props;
  const id = useId();
  const [search, setSearch] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const shown = useMemo(() => searchModels(models, search ?? ''), [models, search]);
  const chosen = models.find((model) => model.id === value);
  const isOpen = search !== null;

  const open = (): void => {
    if (!isOpen) setSearch('');
    setActive(0);
  };
  const close = (): void => setSearch(null);
  const choose = (model: ModelChoice | undefined): void => {
    if (model === undefined) return;
    close();
    if (model.id !== value) onChange(model.id);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (isOpen) setActive((active + step + shown.length) % Math.max(1, shown.length));
      else open();
    } else if (event.key === 'Enter' && isOpen) {
      event.preventDefault();
      choose(shown[active]);
    } else if (event.key === 'Escape' && isOpen) {
      event.stopPropagation();
      close();
    }
  };

  return (
    <span className={className} style={styles.field}>
      <input
        role="combobox"
        aria-label={label}
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && shown.length > 0 ? `${id}-${active}` : undefined}
        autoComplete="off"
        placeholder={placeholder}
        style={styles.input}
        value={search ?? chosen?.displayName ?? ''}
        onFocus={(event) => event.currentTarget.select()}
        onClick={open}
        onBlur={close}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setSearch(event.currentTarget.value);
          setActive(0);
        }}
      />
      {isOpen && (
        <div id={`${id}-list`} role="listbox" aria-label={label} style={styles.list}>
          {shown.map((model, index) => (
            <ModelLine
              key={model.id}
              id={`${id}-${index}`}
              model={model}
              isActive={index === active}
              isChosen={model.id === value}
              onChoose={() => choose(model)}
            />
          ))}
          {shown.length === 0 && (
            <div role="option" tabIndex={-1} aria-selected={false} aria-disabled style={styles.line}>
              No model matches.
            </div>
          )}
        </div>
      )}
    </span>
  );
}

type ModelLineProps = { id: string; model: ModelChoice; isActive: boolean; isChosen: boolean; onChoose: () => void };

function ModelLine({ id, model, isActive, isChosen, onChoose }: ModelLineProps) {
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isChosen}
      data-active={isActive || undefined}
      style={{ ...styles.line, ...(isActive && styles.active) }}
      // A click would take the focus, which closes the list before the click is handled.
      onMouseDown={(event) => {
        event.preventDefault();
        onChoose();
      }}
    >
      <ModelStatusIndicator status={model.status} reason={model.reason} isCompact />
      <span style={{ flex: 1, opacity: model.status.isUsable ? 1 : 0.7 }}>{model.displayName}</span>
      {model.note !== undefined && <span style={styles.note}>{model.note}</span>}
    </div>
  );
}

/** The models that contain all words of a search, the best rank first, else in the given order. */
export function searchModels(models: readonly ModelChoice[], search: string): ModelChoice[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return models
    .filter(({ id, displayName, keywords = [] }) => {
      const text = [id, displayName, ...keywords].join(' ').toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .sort((left, right) => left.status.rank - right.status.rank);
}

const styles = {
  field: { position: 'relative', display: 'inline-block', minWidth: '16em' },
  input: { boxSizing: 'border-box', width: '100%', font: 'inherit', padding: '0.4em 0.6em' },
  list: {
    position: 'absolute',
    zIndex: 10,
    insetInline: 0,
    maxHeight: '20em',
    overflowY: 'auto',
    margin: '2px 0 0',
    padding: '0.25em',
    background: 'Canvas',
    color: 'CanvasText',
    border: '1px solid GrayText',
    borderRadius: '6px',
  },
  line: {
    display: 'flex',
    alignItems: 'center',
    gap: '0.6em',
    padding: '0.35em 0.5em',
    borderRadius: '4px',
    cursor: 'pointer',
  },
  active: { background: 'Highlight', color: 'HighlightText' },
  note: { fontVariantNumeric: 'tabular-nums' },
} as const satisfies Record<string, CSSProperties>;
