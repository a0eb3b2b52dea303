/** `${NAME}` or `${NAME:-default}` within a text. A default contains no `${`, so that the search never restarts. */
const reference = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-((?:(?!\$\{)[^}\n])*))?\}/g;

/** The first of 128 private-use characters that replace YAML's own characters. */
const maskStart = 0xe000;
const masked = /[\ue000-\ue07f]/g;

/**
 * Replaces every reference by harmless letters of the same length. So `{ api_key: ${MY_KEY} }` is YAML, and columns
 * stay the same. `unmask` reverses it.
 */
export function maskReferences(text: string): string {
  return text.replaceAll(reference, (match) =>
    match.replaceAll(/\p{ASCII}/gu, (letter) => String.fromCharCode(maskStart + letter.charCodeAt(0))),
  );
}

/** The text as it was before `maskReferences`. */
export function unmask(text: string): string {
  return text.replaceAll(masked, (letter) => String.fromCharCode(letter.charCodeAt(0) - maskStart));
}

/** The variables that a text names, in order. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(reference)].map(([, name = '']) => name);
}

export type Substitution = {
  text: string;
  /** Whether a variable was replaced. */
  isSubstituted: boolean;
  /** Variables without a value and without a default. */
  missing: readonly string[];
};

/** Replaces the variables in a text. An empty variable counts as not set. */
export function substitute(text: string, environment: Readonly<Record<string, string | undefined>>): Substitution {
  const missing: string[] = [];
  let isSubstituted = false;
  const result = text.replaceAll(reference, (_, name: string, fallback: string | undefined) => {
    isSubstituted = true;
    const value = environment[name];
    if (value !== undefined && value !== '') return value;
    if (fallback !== undefined) return fallback;
    missing.push(name);
    return '';
  });
  return { text: result, isSubstituted, missing };
}
