/** Where a value stands in a document: the keys and indexes that lead to it from the root. */
export type Path = readonly PropertyKey[];
