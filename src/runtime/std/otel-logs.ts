/** `cncf::otel::logs::` – severities and trace flags. */
import type { Value } from '../value/value.ts';
import { defineFunction } from './define.ts';
import type { FunctionDefinition } from './define.ts';
import { SEVERITY_NAMES } from './otel-constants.ts';

const number = { name: 'severity_number', kind: 'integer', doc: 'the number of a severity' } as const;

const ERROR = SEVERITY_NAMES.indexOf('ERROR');
const INFO = SEVERITY_NAMES.indexOf('INFO');

const toString = defineFunction({
  module: 'cncf::otel::logs::severity',
  name: 'to_string',
  params: [number],
  returns: 'string',
  doc: 'The name of a severity; `Unsupported severity code` for a number from outside 1 to 24. (In Tremor, some of the names are those of their neighbours.)',
  examples: [
    { call: 'cncf::otel::logs::severity::to_string(9)', result: '"INFO"' },
    { call: 'cncf::otel::logs::severity::to_string(cncf::otel::logs::severity::WARN2)', result: '"WARN2"' },
    { call: 'cncf::otel::logs::severity::to_string(99)', result: '"Unsupported severity code"' },
  ],
  constant: true,
  run: (severity) => (severity >= 1 && SEVERITY_NAMES[Number(severity)]) || 'Unsupported severity code',
});

const indicatesError = defineFunction({
  module: 'cncf::otel::logs::severity',
  name: 'indicates_error',
  params: [number],
  returns: 'bool',
  doc: 'Is it the severity of an error, fatal or not?',
  examples: [
    {
      call: 'cncf::otel::logs::severity::indicates_error(cncf::otel::logs::severity::FATAL)',
      result: 'true',
    },
    { call: 'cncf::otel::logs::severity::indicates_error(16)', result: 'false' },
    {
      call: 'cncf::otel::logs::severity::indicates_error("ERROR")',
      error: 'takes an integer as `severity_number`, not the string `"ERROR"`',
    },
  ],
  constant: true,
  run: (severity) => severity >= ERROR,
});

const defaultSeverity = defineFunction({
  module: 'cncf::otel::logs::severity',
  name: 'make_default',
  params: [],
  returns: 'integer',
  doc: 'The severity of what says none: `INFO`.',
  examples: [
    { call: 'cncf::otel::logs::severity::make_default()', result: '9' },
    {
      call: 'cncf::otel::logs::severity::make_default() == cncf::otel::logs::severity::INFO',
      result: 'true',
    },
  ],
  constant: true,
  run: () => INFO,
});

const flags = { name: 'trace_flags', kind: 'integer', doc: 'eight flags as an integer' } as const;

/** From the highest bit down. */
const FLAG_NAMES = ['sampled', 'unused1', 'unused2', 'unused3', 'unused4', 'unused5', 'unused6', 'unused7'];

const fromInt = defineFunction({
  module: 'cncf::otel::logs::traceflags',
  name: 'from_int',
  params: [flags],
  returns: 'record',
  doc: 'The flags by their names, each `true` or `false`. `sampled` is the highest of the eight bits, 128, as in Tremor (whose values are the strings `" true"` and `" false"`).',
  examples: [
    {
      call: 'cncf::otel::logs::traceflags::from_int(128)',
      result:
        '{"sampled": true, "unused1": false, "unused2": false, "unused3": false, "unused4": false, "unused5": false, "unused6": false, "unused7": false}',
    },
    { call: 'cncf::otel::logs::traceflags::from_int(65).unused1', result: 'true' },
    {
      call: 'cncf::otel::logs::traceflags::from_int("128")',
      error: 'takes an integer as `trace_flags`, not the string `"128"`',
    },
  ],
  constant: true,
  run: (integer) => {
    const bits = Number(BigInt.asUintN(8, BigInt(integer)));
    return new Map<string, Value>(FLAG_NAMES.map((name, index) => [name, (bits & (128 >> index)) !== 0]));
  },
});

const isValid = defineFunction({
  module: 'cncf::otel::logs::traceflags',
  name: 'is_valid',
  params: [{ ...flags, kind: 'any' }],
  returns: 'bool',
  doc: 'Is it 128, which is `sampled` and none of the flags that mean nothing? As in Tremor, 0 is not.',
  examples: [
    { call: 'cncf::otel::logs::traceflags::is_valid(128)', result: 'true' },
    { call: 'cncf::otel::logs::traceflags::is_valid(129)', result: 'false' },
  ],
  constant: true,
  run: (integer) => integer === 128,
});

const defaultFlags = defineFunction({
  module: 'cncf::otel::logs::traceflags',
  name: 'make_default',
  params: [],
  returns: 'integer',
  doc: 'The flags of what says none: 0.',
  examples: [
    { call: 'cncf::otel::logs::traceflags::make_default()', result: '0' },
    {
      call: 'cncf::otel::logs::traceflags::from_int(cncf::otel::logs::traceflags::make_default()).sampled',
      result: 'false',
    },
  ],
  constant: true,
  run: () => 0,
});

export const OTEL_LOG_FUNCTIONS: readonly FunctionDefinition[] = [
  toString,
  indicatesError,
  defaultSeverity,
  fromInt,
  isValid,
  defaultFlags,
];
