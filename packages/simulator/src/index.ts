export { Random } from './answer/random.ts';
export type { Batch, BatchPace } from './batches/batch-book.ts';
export type { DialectName } from './dialects/dialect.ts';
export type { FaultScript } from './faults/fault-book.ts';
export type { Pace } from './pace/pace.ts';
export type { Tap } from './pace/tap.ts';
export type { SeenRequest } from './request-log.ts';
export { type Simulator, type SimulatorOptions, startSimulator } from './simulator.ts';
