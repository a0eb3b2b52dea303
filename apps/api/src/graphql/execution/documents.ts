import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { LRUCache } from 'lru-cache';
import { checkDocument } from './check-document.ts';
import { checkLiterals } from './check-literals.ts';
import { checkSource } from './check-source.ts';
import { defaultQueryLimits, type QueryLimits } from './query-limits.ts';
import { operationRefusal } from './refuse-operation.ts';

/** Tokens of the language that a document may have; one text, however long, is one token. */
const tokenLimit = 20_000;
/** What validation finds wrong is told up to this many errors. */
const mostErrors = 20;

/** Documents longer than this are read each time: one with an image in it would fill the memory. */
const longestKept = 20_000;
const mostKept = 1_000;
/** Characters of all documents that are kept. A parsed document takes up to a hundred bytes for each. */
const mostCharactersKept = 500_000;

/**
 * Parses and validates documents for one schema, and keeps the results: a client sends few different ones, many times.
 * The least recently used goes first. What could take parser or validation long is refused before they begin.
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

  /** Throws a `GraphQLError` that says where the text is no document. */
  parse(source: string): DocumentNode {
    const known = this.#parsed.get(source);
    if (known !== undefined) return known;
    const document = this.#read(source);
    this.#parsed.set(source, document);
    return document;
  }

  /** What is wrong with a document; empty when it may be executed. */
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
