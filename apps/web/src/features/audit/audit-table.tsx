'use client';

import { Badge } from '@mantine/core';
import { formatExactTime } from '../../format/date-time.ts';
import classes from './audit.module.css';
import { type AuditEntry, outcomes } from './audit-documents.ts';
import { nameOf } from './entry-drawer.tsx';

type AuditTableProps = { entries: readonly AuditEntry[]; onOpen: (entry: AuditEntry) => void };

/** The entries in the order of the log, newest first. */
export function AuditTable({ entries, onOpen }: AuditTableProps) {
  return (
    <div className={classes.frame}>
      <table className={classes.table} aria-label="Audit log">
        <thead>
          <tr>
            <th scope="col" data-from="xs">
              When
            </th>
            <th scope="col" data-from="sm">
              Actor
            </th>
            <th scope="col">Action</th>
            <th scope="col" data-from="sm">
              Target
            </th>
            <th scope="col" data-from="md">
              Address
            </th>
            <th scope="col">Outcome</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <Row key={entry.id} entry={entry} onOpen={onOpen} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ entry, onOpen }: { entry: AuditEntry; onOpen: (entry: AuditEntry) => void }) {
  const { id, at, actor, action, target, address, outcome, count } = entry;
  return (
    <tr data-id={id} onClick={() => onOpen(entry)}>
      <td className={classes.when} data-from="xs">
        {formatExactTime(at)}
      </td>
      <td className={classes.words} data-column="actor" data-from="sm">
        {nameOf(actor)}
      </td>
      <td data-column="action">
        <button
          type="button"
          className={classes.open}
          onClick={(event) => {
            event.stopPropagation();
            onOpen(entry);
          }}
        >
          {action}
        </button>
        {count > 1 && <span className={classes.dimmed}> ×{count}</span>}
        <span className={classes.actor}>{nameOf(actor)}</span>
        <span className={classes.moment}>{formatExactTime(at)}</span>
      </td>
      <td className={classes.target} data-from="sm" title={target?.id}>
        {target === null ? (
          '–'
        ) : (
          <>
            {target.type} <span className={classes.dimmed}>{target.id}</span>
          </>
        )}
      </td>
      <td data-from="md">{address ?? '–'}</td>
      <td>
        <Badge miw="max-content" variant="light" color={outcomes[outcome].color} tt="none" fw={500}>
          {outcomes[outcome].label}
        </Badge>
      </td>
    </tr>
  );
}
