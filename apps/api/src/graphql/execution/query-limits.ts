import { defaultLimits, type Limits } from '../../limits/limits.ts';

/** How large a document, its variables and an operation may be. */
export type QueryLimits = {
  /** Characters of a document. */
  documentBytes: number;
  /** Values in the variables. */
  variableValues: number;
  /** Objects and lists within each other in the variables. */
  variableDepth: number;
  /** Fields within fields. */
  depth: number;
  /** Work of an operation, in fields of its answer. */
  fields: number;
  /** Fields of `Mutation` in one operation. */
  mutations: number;
  /** Calls to providers that one operation may cause. */
  providerCalls: number;
  /** Characters that the fields of one operation take in, a variable counted wherever it is used. */
  inputCharacters: number;
};

/** The limits of operations among those of the service. */
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
