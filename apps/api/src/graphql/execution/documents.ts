import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { LRUCache } from 'lru-cache';
import { checkDocument } from './check-document.ts';
import { checkLiterals } from './check-literals.ts';
import { checkSource } from './check-source.ts';
import { defaultQueryLimits, type QueryLimits } from './query-limits.ts';
import { operationRefusal } from './refuse-operation.ts';

/** The most tokens of a document. A text is one token, however long it is. */
const tokenLimit = 20_000;
/** The most validation errors reported. */
const mostErrors = 20;

/** Longer documents are not cached: documents with images in them would fill the memory. */
const longestKept = 20_000;
const mostKept = 1_000;
/** The most characters of all cached documents. A parsed document takes up to a hundred bytes for each. */
const mostCharactersKept = 500_000;

/**
 * Parses and validates documents for one schema, and caches the results: a client sends few different documents, many
 * times. Drops the least recently used document first. Refuses documents that would take long, before parsing and
 * validation.
 */
export class Documents {
  readonly #schema: GraphQLSchema;
  readonly #limits: Pick<QueryLimits, 'documentBytes'>;
  readonly #parsed = new LRUCache<string, DocumentNode>({
    max: mostKept,
    maxSize: mostCharactersKept,
    maxEntrySize: longestKept,
    sizeCalculation: (_, source) => source.length,
  });
  readonly #validated = new WeakMap<DocumentNode, readonly GraphQLError[]>();

  constructor(schema: GraphQLSchema, limits: Pick<QueryLimits, 'documentBytes'> = defaultQueryLimits) {
    this.#schema = schema;
    this.#limits = limits;
  }

  /** Throws a `GraphQLError` with the position of the syntax error. */
  parse(source: string): DocumentNode {
    const known = this.#parsed.get(source);
    if (known !== undefined) return known;
    const document = this.#read(source);
    this.#parsed.set(source, document);
    return document;
  }

  /** The validation errors of a document; empty if it may be executed. */
  validate(document: DocumentNode): readonly GraphQLError[] {
    const known = this.#validated.get(document);
    if (known !== undefined) return known;
    const refusal = checkLiterals(document, this.#schema);
    const errors =
      refusal === null ? validate(this.#schema, document, undefined, { maxErrors: mostErrors }) : [refusal];
    this.#validated.set(document, errors);
    return errors;
  }

  #read(source: string): DocumentNode {
    checkSource(source, this.#limits.documentBytes);
    const document = parseTokens(source);
    checkDocument(document);
    return document;
  }
}

function parseTokens(source: string): DocumentNode {
  try {
    return parse(source, { maxTokens: tokenLimit });
  } catch (error) {
    if (!(error instanceof GraphQLError) || !error.message.includes(`more than ${tokenLimit} tokens`)) throw error;
    throw operationRefusal(`The document has more than ${tokenLimit} tokens; at most that many are allowed.`);
  }
}
