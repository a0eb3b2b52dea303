import { defaultLimits, type Limits } from '../../limits/limits.ts';

/** The limits of a document, its variables and an operation. */
export type QueryLimits = {
  /** Characters of a document. */
  documentBytes: number;
  /** Values in the variables. */
  variableValues: number;
  /** Levels of nested objects and lists in the variables. */
  variableDepth: number;
  /** Levels of nested fields. */
  depth: number;
  /** Work of an operation, in fields of its answer. */
  fields: number;
  /** Fields of `Mutation` in one operation. */
  mutations: number;
  /** Calls to providers that one operation may cause. */
  providerCalls: number;
  /** Characters of input for the fields of one operation. A variable counts at each use. */
  inputCharacters: number;
};

/** The limits for operations, from the limits of the service. */
export function queryLimitsOf(limits: Limits): QueryLimits {
  return {
    documentBytes: limits.documentBytes,
    variableValues: limits.variableValues,
    variableDepth: 100,
    depth: 15,
    fields: limits.operationFields,
    mutations: limits.mutationsPerRequest,
    providerCalls: limits.providerCallsPerRequest,
    inputCharacters: limits.bodyBytes,
  };
}

export const defaultQueryLimits: QueryLimits = queryLimitsOf(defaultLimits);
