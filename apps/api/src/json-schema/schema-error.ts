/** A JSON schema that is not taken. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
  /** Where in the schema, as `/properties/name/pattern`; empty for all of it. */
  readonly place: string;
  /** What is wrong, as a predicate. */
  readonly problem: string;

  constructor(place: string, problem: string) {
    super(`${place === '' ? 'the schema' : place} ${problem}`);
    this.place = place;
    this.problem = problem;
  }
}
