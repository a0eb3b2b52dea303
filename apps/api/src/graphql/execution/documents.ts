import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, specifiedRules, validate } from 'graphql';
import { defaultQueryLimits, limitQuery, type QueryLimits } from './limit-query.ts';

/** A document that may be executed, or why it may not. */
export type ReadDocument =
  | { document: DocumentNode; errors: null }
  | { document: null; errors: readonly GraphQLError[] };

/** Tokens of the language that a document may have; one text, however long, is one token. */
const tokenLimit = 20_000;

/** Documents longer than this are read each time: one with an image in it would fill the memory. */
const longestKept = 20_000;
const mostKept = 1_000;

/**
 * Parses and validates documents for one schema, and keeps the results: a client sends few different ones, many times.
 * The least recently used goes first.
 */
export class Documents {
  private readonly schema: GraphQLSchema;
  private readonly rules;
  private readonly kept = new Map<string, ReadDocument>();

  constructor(schema: GraphQLSchema, limits: QueryLimits = defaultQueryLimits) {
    this.schema = schema;
    this.rules = [...specifiedRules, limitQuery(limits)];
  }

  read(source: string): ReadDocument {
    if (source.length > longestKept) return this.readAnew(source);
    const known = this.kept.get(source);
    const result = known ?? this.readAnew(source);
    if (known !== undefined) this.kept.delete(source);
    else if (this.kept.size >= mostKept) this.kept.delete(this.kept.keys().next().value ?? '');
    this.kept.set(source, result);
    return result;
  }

  private readAnew(source: string): ReadDocument {
    try {
      const document = parse(source, { maxTokens: tokenLimit });
      const errors = validate(this.schema, document, this.rules, { maxErrors: 20 });
      return errors.length === 0 ? { document, errors: null } : { document: null, errors };
    } catch (error) {
      if (error instanceof GraphQLError) return { document: null, errors: [error] };
      throw error;
    }
  }
}
