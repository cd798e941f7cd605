/** The numbers of OpenTelemetry. */
import { defineConstants } from './constants.ts';
import type { ConstantDefinition } from './define.ts';

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;

/** The names of severities by their number: `UNSPECIFIED`, `TRACE`, `TRACE2` … `FATAL4`. */
export const SEVERITY_NAMES: readonly string[] = [
  'UNSPECIFIED',
  ...LEVELS.flatMap((level) => [level, `${level}2`, `${level}3`, `${level}4`]),
];

const SEVERITY = defineConstants(
  'cncf::otel::logs::severity',
  SEVERITY_NAMES.map((name, number) => [name, number, `The number of severity \`${name}\`.`] as const),
);

const TEMPORALITY = defineConstants('cncf::otel::metrics::temporality', [
  ['UNSPECIFIED', 0, 'Not said: a sender must not send it.'],
  ['DELTA', 1, 'A metric tells what has come since the last report.'],
  ['CUMULATIVE', 2, 'A metric tells what has come since a fixed start.'],
]);

const SPANKIND = defineConstants('cncf::otel::trace::spankind', [
  ['UNSPECIFIED', 0, 'Not said; may be taken for `INTERNAL`.'],
  ['INTERNAL', 1, 'Work inside of an application.'],
  ['SERVER', 2, 'A request that is answered.'],
  ['CLIENT', 3, 'A request to another service.'],
  ['PRODUCER', 4, 'A message that is sent to a broker.'],
  ['CONSUMER', 5, 'A message that comes from a broker.'],
]);

const CODE = defineConstants('cncf::otel::trace::status::code', [
  ['UNSET', 0, 'Nobody has said how it went.'],
  ['OK', 1, 'It is known to have gone well.'],
  ['ERROR', 2, 'There was an error.'],
]);

const DEPRECATED = defineConstants(
  'cncf::otel::trace::status::deprecated',
  [
    ...['OK', 'CANCELLED', 'UNKNOWN_ERROR', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND'],
    ...['ALREADY_EXISTS', 'PERMISSION_DENIED', 'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION', 'ABORTED'],
    ...['OUT_OF_RANGE', 'UNIMPLEMENTED', 'INTERNAL_ERROR', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED'],
  ].map(
    (name, code) =>
      [name, code, `The status \`${name}\` of receivers that do not know \`code\` yet.`] as const,
  ),
);

export const OTEL_CONSTANTS: readonly ConstantDefinition[] = [
  ...SEVERITY,
  ...TEMPORALITY,
  ...SPANKIND,
  ...CODE,
  ...DEPRECATED,
  {
    module: 'cncf::otel::trace::status::deprecated',
    name: 'UNVAILABLE',
    value: 14,
    doc: 'The same as `UNAVAILABLE`, as it is spelt in Tremor.',
  },
];
