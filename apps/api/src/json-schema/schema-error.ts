/** A JSON schema that is refused. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
  /** The place in the schema, such as `/properties/name/pattern`; empty for the root. */
  readonly place: string;
  /** The problem, as a predicate. */
  readonly problem: string;

  constructor(place: string, problem: string) {
    super(`${place === '' ? 'the schema' : place} ${problem}`);
    this.place = place;
    this.problem = problem;
  }
}
