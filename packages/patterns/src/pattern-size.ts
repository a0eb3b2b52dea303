import type { AST } from '@eslint-community/regexpp';

/** The approximate number of steps in the program of a pattern, with its repetitions expanded. */
export function patternSize(node: AST.Node): number {
  switch (node.type) {
    case 'Pattern':
    case 'CapturingGroup':
    case 'Group':
      return node.alternatives.reduce((sum, alternative) => sum + 1 + patternSize(alternative), 0);
    case 'Alternative':
      return node.elements.reduce((sum, element) => sum + patternSize(element), 0);
    case 'Quantifier': {
      const { min, max, element } = node;
      const copies = Number.isFinite(max) ? max : min + 1;
      return 1 + Math.max(1, copies) * (1 + patternSize(element));
    }
    case 'CharacterClass':
      return 1 + Math.ceil(node.elements.length / 10);
    default:
      return 1;
  }
}
