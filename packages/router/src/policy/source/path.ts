/** The place of a value in a document: the keys and indexes from the root. */
export type Path = readonly PropertyKey[];
