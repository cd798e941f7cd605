/** `cncf::otel::trace::` – spans and how they went. */
import type { Value } from '../value/value.ts';
import { defineFunction } from './define.ts';
import type { FunctionDefinition } from './define.ts';

const defaultKind = defineFunction({
  module: 'cncf::otel::trace::spankind',
  name: 'make_default',
  params: [],
  returns: 'integer',
  doc: 'The kind of a span that says none: `INTERNAL`.',
  examples: [
    { call: 'cncf::otel::trace::spankind::make_default()', result: '1' },
    {
      call: 'cncf::otel::trace::spankind::make_default() == cncf::otel::trace::spankind::INTERNAL',
      result: 'true',
    },
  ],
  constant: true,
  run: () => 1,
});

const ok = defineFunction({
  module: 'cncf::otel::trace::status',
  name: 'ok',
  params: [],
  returns: 'record',
  doc: 'The status of a span that went well.',
  examples: [
    {
      call: 'cncf::otel::trace::status::ok()',
      result: '{"code": 1, "deprecated_code": 0, "message": "Ok"}',
    },
    {
      call: 'cncf::otel::trace::status::ok().code == cncf::otel::trace::status::code::OK',
      result: 'true',
    },
  ],
  constant: true,
  run: () => status(1, 0, 'Ok'),
});

const error = defineFunction({
  module: 'cncf::otel::trace::status',
  name: 'error',
  params: [{ name: 'message', kind: 'any', doc: 'what went wrong' }],
  returns: 'record',
  doc: 'The status of a span with an error, and a message about it.',
  examples: [
    {
      call: 'cncf::otel::trace::status::error("no bread")',
      result: '{"code": 2, "deprecated_code": 2, "message": "no bread"}',
    },
    {
      call: 'cncf::otel::trace::status::error("x").code == cncf::otel::trace::status::code::ERROR',
      result: 'true',
    },
  ],
  constant: true,
  run: (message) => status(2, 2, message),
});

function status(code: number, deprecated: number, message: Value): Value {
  return new Map<string, Value>([
    ['code', code],
    ['deprecated_code', deprecated],
    ['message', message],
  ]);
}

export const OTEL_TRACE_FUNCTIONS: readonly FunctionDefinition[] = [defaultKind, ok, error];
