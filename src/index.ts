export type { Value, ValueKind, ValueRecord } from './runtime/value/value.ts';
