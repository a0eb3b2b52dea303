export { type BreakersSubject, describeBreakers } from './describe-breakers.ts';
export { describeHealthStore } from './describe-health-store.ts';
