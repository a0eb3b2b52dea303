export { describeConformance } from './describe-conformance.ts';
export type { ConformanceSubject, ConformanceUpstream, OptionalPromise, UpstreamRequest } from './subject.ts';
