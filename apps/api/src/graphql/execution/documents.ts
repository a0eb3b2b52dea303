import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  parse,
  specifiedRules,
  type ValidationRule,
  validate,
} from 'graphql';
import { defaultQueryLimits, limitQuery, type QueryLimits } from './limit-query.ts';

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
  private readonly rules: readonly ValidationRule[];
  private readonly parsed = new Map<string, DocumentNode>();
  private readonly validated = new WeakMap<DocumentNode, readonly GraphQLError[]>();

  constructor(schema: GraphQLSchema, limits: QueryLimits = defaultQueryLimits) {
    this.schema = schema;
    this.rules = [...specifiedRules, limitQuery(limits)];
  }

  /** Throws a `GraphQLError` that says where the text is no document. */
  parse(source: string): DocumentNode {
    const known = this.parsed.get(source);
    const document = known ?? parse(source, { maxTokens: tokenLimit });
    if (source.length > longestKept) return document;
    if (known !== undefined) this.parsed.delete(source);
    else if (this.parsed.size >= mostKept) this.parsed.delete(this.parsed.keys().next().value ?? '');
    this.parsed.set(source, document);
    return document;
  }

  /** What is wrong with a document; empty when it may be executed. */
  validate(document: DocumentNode): readonly GraphQLError[] {
    const known = this.validated.get(document);
    if (known !== undefined) return known;
    const errors = validate(this.schema, document, this.rules, { maxErrors: 20 });
    this.validated.set(document, errors);
    return errors;
  }
}
