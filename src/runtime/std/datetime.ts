/** `datetime::` – times as text, and time zones. */
import { RuleError } from '../regex/index.ts';
import { compileTimeFormat } from '../time/index.ts';
import type { TimeFormat } from '../time/index.ts';
import { integer } from '../value/kind.ts';
import { describeValue } from '../value/text.ts';
import type { Value } from '../value/value.ts';
import { refuse } from '../value/value-error.ts';
import { datetimeParam, toTime, toZone } from './datetime-argument.ts';
import { DATETIME_PARTS } from './datetime-parts.ts';
import { defineFunction } from './define.ts';
import type { FunctionDefinition } from './define.ts';
import { remember } from './remember.ts';

const formatParam = {
  name: 'format',
  kind: 'string',
  doc: 'a format of `strftime`, or a constant of `datetime::formats`',
} as const;

const compiled: (format: string) => TimeFormat = remember(compileTimeFormat);

function formatOf(name: string, format: string): TimeFormat {
  try {
    return compiled(format);
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    const place = `at character ${[...format.slice(0, error.start)].length + 1} of the format`;
    return refuse('function-failed', `\`datetime::${name}\`: ${error.message} (${place})`);
  }
}

function write(name: string, value: Value, format: string): string {
  const { ns, zone } = toTime(name, value);
  return formatOf(name, format).write(ns, zone);
}

const rfc3339 = defineFunction({
  module: 'datetime',
  name: 'rfc3339',
  params: [datetimeParam],
  returns: 'string',
  doc: 'The time as RFC 3339 has it, with as many digits behind the second as needed.',
  examples: [
    { call: 'datetime::rfc3339(1560777340752000000)', result: '"2019-06-17T13:15:40.752+00:00"' },
    {
      call: 'datetime::rfc3339(datetime::with_timezone(0, "Asia/Kolkata"))',
      result: '"1970-01-01T05:30:00+05:30"',
    },
  ],
  constant: true,
  run: (value) => write('rfc3339', value, '%Y-%m-%dT%H:%M:%S%.f%:z'),
});

const rfc2822 = defineFunction({
  module: 'datetime',
  name: 'rfc2822',
  params: [datetimeParam],
  returns: 'string',
  doc: 'The time as e-mails have it.',
  examples: [
    { call: 'datetime::rfc2822(1560777340752000000)', result: '"Mon, 17 Jun 2019 13:15:40 +0000"' },
    {
      call: 'datetime::rfc2822({"timestamp": 0, "tz": "-08:00"})',
      result: '"Wed, 31 Dec 1969 16:00:00 -0800"',
    },
  ],
  constant: true,
  run: (value) => write('rfc2822', value, '%a, %-d %b %Y %H:%M:%S %z'),
});

const LETTERS =
  'Dates: `%Y` `%C` `%y` year, century, year of the century; `%m` `%b` `%B` month; `%d` `%e` day; `%j` day of the year; `%a` `%A` `%w` `%u` weekday; `%G` `%g` `%V` year and week of ISO 8601; `%U` `%W` week; `%D` `%F` `%v` whole dates. ' +
  'Times: `%H` `%k` hour; `%I` `%l` with `%p` `%P` of twelve; `%M` minute; `%S` second; `%f` `%.f` `%.3f` `%3f` (6, 9) its fraction; `%R` `%T` `%r` whole times. ' +
  'Offsets: `%z` `%:z` `%::z` `%:::z` `%#z`; `%Z` the name of the zone. Both: `%c`, `%+` (RFC 3339), `%s` seconds since 1970. `%-d`, `%_d` and `%0d` fill up with nothing, blanks, zeros; `%t`, `%n`, `%%`.';

const format = defineFunction({
  module: 'datetime',
  name: 'format',
  params: [datetimeParam, formatParam],
  returns: 'string',
  doc: `The time in a form of your own. ${LETTERS}`,
  examples: [
    {
      call: 'datetime::format(1559655782123567892, "%Y-%m-%d %H:%M:%S%.3f")',
      result: '"2019-06-04 13:43:02.123"',
    },
    {
      call: 'datetime::format(datetime::with_timezone(0, datetime::timezones::EUROPE_BERLIN), "%a %e %b %-I%P %Z")',
      result: '"Thu  1 Jan 1am CET"',
    },
    { call: 'datetime::format(0, "%Q")', error: 'unknown letter `%Q`' },
  ],
  constant: true,
  run: (value, form) => write('format', value, form),
});

const withTimezone = defineFunction({
  module: 'datetime',
  name: 'with_timezone',
  params: [
    { name: 'utc_nanos', kind: 'integer', doc: 'nanoseconds since 1970' },
    {
      name: 'timezone',
      kind: 'any',
      doc: 'a name (`Europe/Berlin`), an offset (`+02:00`), or a constant of `datetime::timezones`',
    },
  ],
  returns: 'record',
  doc: 'The time with a time zone, for the other functions: a record of `timestamp` and `tz`.',
  examples: [
    {
      call: 'datetime::with_timezone(0, "Europe/Berlin")',
      result: '{"timestamp": 0, "tz": "Europe/Berlin"}',
    },
    { call: 'datetime::hour(datetime::with_timezone(0, "-12:00"))', result: '12' },
    { call: 'datetime::with_timezone(0, "Mars/Olympus")', error: 'is no time zone' },
  ],
  constant: true,
  run: (ns, tz) => {
    toZone('with_timezone', tz);
    return new Map<string, Value>([
      ['timestamp', ns],
      ['tz', tz],
    ]);
  },
});

const parse = defineFunction({
  module: 'datetime',
  name: 'parse',
  params: [{ name: 'text', kind: 'string', doc: 'a date with its time' }, formatParam],
  returns: 'integer',
  doc: 'The nanoseconds since 1970 of a time that is written like this. Without an offset in the format, it is a time of UTC. The format must have a date, an hour and a minute; its letters are those of `datetime::format`.',
  examples: [
    {
      call: 'datetime::parse("1983 Apr 13 12:09:14.274 +0200", "%Y %b %d %H:%M:%S%.3f %z")',
      result: '419076554274000000',
    },
    {
      call: 'datetime::parse("2019-06-17T13:15:40.752Z", datetime::formats::RFC3339)',
      result: '1560777340752000000',
    },
    { call: 'datetime::parse("1560777212", "%s")', result: '1560777212000000000' },
    { call: 'datetime::parse("yesterday", "%F %T")', error: 'is no time in the form `%F %T`' },
  ],
  constant: true,
  run: (text, form) => {
    const ns = formatOf('parse', form).read(text);
    if (ns !== undefined) return integer(ns);
    const what = `${describeValue(text)} is no time in the form \`${form}\``;
    return refuse('function-failed', `\`datetime::parse\`: ${what}`);
  },
});

export const DATETIME_FUNCTIONS: readonly FunctionDefinition[] = [
  rfc3339,
  rfc2822,
  format,
  withTimezone,
  parse,
  ...DATETIME_PARTS,
];
