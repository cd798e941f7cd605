import type { FunctionDefinition } from './define.ts';
import { OTEL_ID_FUNCTIONS } from './otel-ids.ts';
import { OTEL_LOG_FUNCTIONS } from './otel-logs.ts';
import { OTEL_TRACE_FUNCTIONS } from './otel-trace.ts';

export { OTEL_CONSTANTS } from './otel-constants.ts';
export { STRING_FORM, defineGenerators } from './otel-ids.ts';

/** `cncf::otel::` – OpenTelemetry. */
export const OTEL_FUNCTIONS: readonly FunctionDefinition[] = [
  ...OTEL_ID_FUNCTIONS,
  ...OTEL_LOG_FUNCTIONS,
  ...OTEL_TRACE_FUNCTIONS,
];
