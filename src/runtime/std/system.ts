/** `tremor::system::` – where and when the flow runs. */
import { hostname as hostName } from 'node:os';
import { integer } from '../value/kind.ts';
import { defineEventFunction, defineFunction } from './define.ts';
import type { FunctionDefinition } from './define.ts';
import { VERSION } from './version.ts';

const hostname = defineFunction({
  module: 'tremor::system',
  name: 'hostname',
  params: [],
  returns: 'string',
  doc: 'The name of the machine that runs the flow.',
  examples: [
    { call: 'type::as_string(tremor::system::hostname())', result: '"string"' },
    { call: 'string::is_empty(tremor::system::hostname())', result: 'false' },
  ],
  constant: false,
  run: hostName,
});

const ingestNs = defineEventFunction({
  module: 'tremor::system',
  name: 'ingest_ns',
  params: [],
  returns: 'integer',
  doc: 'When the event came in: nanoseconds since 1970. All events of a batch came in at the same time, and a function of it gives the same value for the event wherever it is called.',
  examples: [
    { call: 'tremor::system::ingest_ns()', result: '1700000000123456789' },
    { call: 'tremor::system::ingest_ns() == tremor::system::ingest_ns()', result: 'true' },
  ],
  run: (context) => integer(context.ingestNs),
});

const instance = defineEventFunction({
  module: 'tremor::system',
  name: 'instance',
  params: [],
  returns: 'string',
  doc: 'The name under which the flow is deployed: `main` after `deploy flow main`. (In Tremor it is the name of the process, which flowrun has no use for.)',
  examples: [
    { call: 'tremor::system::instance()', result: '"main"' },
    { call: 'tremor::system::instance() == tremor::system::instance()', result: 'true' },
  ],
  run: (context) => context.instance,
});

const nanotime = defineFunction({
  module: 'tremor::system',
  name: 'nanotime',
  params: [],
  returns: 'integer',
  doc: 'The time of the clock now: nanoseconds since 1970. What depends on it comes out differently when events are replayed after a restart; `tremor::system::ingest_ns` is the same for all of a batch.',
  examples: [
    { call: 'tremor::system::nanotime() > 1_700_000_000_000_000_000', result: 'true' },
    { call: 'type::is_integer(tremor::system::nanotime())', result: 'true' },
  ],
  constant: false,
  run: () => integer(nowNs()),
});

/** Between two milliseconds of the clock the high-resolution timer tells how far it is. */
function nowNs(): bigint {
  return BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) * 1000n;
}

const version = defineFunction({
  module: 'tremor::system',
  name: 'version',
  params: [],
  returns: 'string',
  doc: 'The version of flowrun.',
  examples: [
    { call: 'type::as_string(tremor::system::version())', result: '"string"' },
    { call: 'array::len(string::split(tremor::system::version(), "."))', result: '3' },
  ],
  constant: true,
  run: () => VERSION,
});

export const SYSTEM_FUNCTIONS: readonly FunctionDefinition[] = [
  hostname,
  ingestNs,
  instance,
  nanotime,
  version,
];
