/** The same events with one event missing, doubled, or moved after the next one. */
export function wrongOrders<Event>(
  events: readonly Event[],
): readonly { what: 'without' | 'twice' | 'behind the next'; index: number; events: readonly Event[] }[] {
  return events.flatMap((event, index) => {
    const next = events[index + 1];
    return [
      { what: 'without', index, events: events.toSpliced(index, 1) },
      { what: 'twice', index, events: events.toSpliced(index, 0, event) },
      ...(next === undefined
        ? []
        : [{ what: 'behind the next' as const, index, events: events.toSpliced(index, 2, next, event) }]),
    ] as const;
  });
}
