'use client';

import { Button } from '@mantine/core';
import { useQuery } from 'urql';
import { Loading } from '../../components/states.tsx';
import { formatCount } from '../../format/tokens.ts';
import { type Facets, FacetsQuery } from './generation-documents.ts';
import {
  type GenerationFilter,
  type GenerationFilterInput,
  isEmptyFilter,
  type ListMember,
  listMembers,
  toggled,
} from './generation-filter.ts';
import classes from './generations.module.css';
import { statusWords } from './status-label.tsx';

type Props = {
  input: GenerationFilterInput;
  filter: GenerationFilter;
  /** Delays the query. Earlier counts stay. */
  isWaiting: boolean;
  onChange: (filter: GenerationFilter) => void;
};

/** The values of each member with their counts. A click adds a value to the filter, or removes it. */
export function FacetPanel({ input, filter, isWaiting, onChange }: Props) {
  const [{ data, error }, retry] = useQuery({ query: FacetsQuery, variables: { filter: input }, pause: isWaiting });
  const facets = data?.generationFacets;
  if (!facets) return error ? <NoCounts onRetry={retry} /> : <Loading lines={8} label="Loading: counts" />;
  if (facets.counted === 0 && isEmptyFilter(filter)) return null;
  return (
    <div>
      {(Object.keys(listMembers) as ListMember[]).map((member) => (
        <ListFacet key={member} member={member} facets={facets} filter={filter} onChange={onChange} />
      ))}
      <fieldset className={classes.group}>
        <legend className={classes.legend}>Fallback</legend>
        {(['true', 'false'] as const).map((value) => (
          <Value
            key={value}
            label={value === 'true' ? 'Fell back' : 'First model served'}
            count={facets.fellBack.find((one) => one.value === value)?.count ?? 0}
            isOn={String(filter.fellBack) === value}
            onClick={() =>
              onChange({ ...filter, fellBack: String(filter.fellBack) === value ? null : value === 'true' })
            }
          />
        ))}
      </fieldset>
      <p className={classes.dim} style={{ fontSize: 12, margin: 0 }}>
        {facets.complete
          ? `Counted over all ${formatCount(facets.counted)} that match.`
          : `Counted over the newest ${formatCount(facets.counted)} that match.`}
      </p>
    </div>
  );
}

/** The list beside the panel shows the reason. */
function NoCounts({ onRetry }: { onRetry: () => void }) {
  return (
    <div role="alert">
      <p className={classes.dim}>The counts could not be read.</p>
      <Button size="compact-xs" variant="default" onClick={onRetry}>
        Count again
      </Button>
    </div>
  );
}

type ListFacetProps = Omit<Props, 'input' | 'isWaiting'> & { member: ListMember; facets: Facets };

function ListFacet({ member, facets, filter, onChange }: ListFacetProps) {
  const { label, facet } = listMembers[member];
  const chosen = filter.lists[member];
  const counts = new Map(facets[facet].map(({ value, count }) => [value, count]));
  const values = [...new Set([...chosen, ...counts.keys()])].slice(0, Math.max(8, chosen.length));
  if (values.length === 0) return null;
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>{label}</legend>
      {values.map((value) => (
        <Value
          key={value}
          label={member === 'status' ? (statusWords[value as keyof typeof statusWords] ?? value) : value}
          count={counts.get(value) ?? 0}
          isOn={chosen.includes(value)}
          onClick={() => onChange(toggled(filter, member, value))}
        />
      ))}
    </fieldset>
  );
}

type ValueProps = { label: string; count: number; isOn: boolean; onClick: () => void };

function Value({ label, count, isOn, onClick }: ValueProps) {
  return (
    <button type="button" className={classes.value} aria-pressed={isOn} onClick={onClick}>
      <span title={label}>{label}</span>
      <span className={classes.count}>{formatCount(count)}</span>
    </button>
  );
}
