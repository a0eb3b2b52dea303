export { type BreakersSubject, describeBreakers } from './describe-breakers.ts';
