export { compileLinearPattern, type LinearPattern } from './linear-pattern.ts';
export { PatternError } from './pattern-error.ts';
