import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RuleError } from '../../../src/runtime/regex/index.ts';
import { civilOf, daysOf, isoWeekOf, ordinalOf, weekdayOf } from '../../../src/runtime/time/civil.ts';
import {
  compileTimeFormat,
  findZone,
  UTC,
  ZONE_NAMES,
  zoneNumbered,
} from '../../../src/runtime/time/index.ts';

const read = (format: string, text: string) => compileTimeFormat(format).read(text);
const write = (format: string, ns: bigint, zone = UTC) => compileTimeFormat(format).write(ns, zone);
/** Nanoseconds since 1970 of what JavaScript reads. */
const at = (text: string) => BigInt(Date.parse(text)) * 1_000_000n;

test('the calendar is that of JavaScript, for 20,000 years', () => {
  fc.assert(
    fc.property(fc.integer({ min: -3_650_000, max: 3_650_000 }), (days) => {
      const date = new Date(days * 86_400_000);
      const civil = civilOf(days);
      expect(civil).toEqual({
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
      });
      expect(daysOf(civil)).toBe(days);
      expect(weekdayOf(days)).toBe(date.getUTCDay());
      expect(ordinalOf(civil)).toBe(days - daysOf({ year: civil.year, month: 1, day: 1 }) + 1);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ['2005-01-01', 2004, 53],
  ['2005-01-02', 2004, 53],
  ['2005-12-31', 2005, 52],
  ['2007-01-01', 2007, 1],
  ['2008-12-29', 2009, 1],
  ['2010-01-03', 2009, 53],
  ['2020-12-31', 2020, 53],
])('the week of %s', (day, year, week) => {
  expect(isoWeekOf(Date.parse(day) / 86_400_000)).toEqual({ year, week });
});

/** 2001-07-08 00:34:60.026490 +09:30 is the example of chrono; here without its leap second. */
const TIME = at('2001-07-07T15:04:59Z') + 26_490_708n;
const ZONE = findZone('+09:30')!;

test.each([
  ['%Y %C %y', '2001 20 01'],
  ['%m %b %h %B', '07 Jul Jul July'],
  ['%d %e %j', '08  8 189'],
  ['%a %A %w %u', 'Sun Sunday 0 7'],
  ['%U %W %G %g %V', '27 27 2001 01 27'],
  ['%D %x %F %v', '07/08/01 07/08/01 2001-07-08  8-Jul-2001'],
  ['%H %k %I %l %P %p', '00  0 12 12 am AM'],
  ['%M %S %f', '34 59 026490708'],
  ['%.f|%.3f|%.6f|%.9f', '.026490708|.026|.026490|.026490708'],
  ['%3f|%6f|%9f', '026|026490|026490708'],
  ['%R %T %X %r', '00:34 00:34:59 00:34:59 12:34:59 AM'],
  ['%z %:z %::z %:::z %Z', '+0930 +09:30 +09:30:00 +09 +09:30'],
  ['%c', 'Sun Jul  8 00:34:59 2001'],
  ['%+', '2001-07-08T00:34:59.026490708+09:30'],
  ['%s', '994518299'],
  ['%-d %_m %0e %-H %_H %-j', '8  7 08 0  0 189'],
  ['%t%n%%', '\t\n%'],
  ['a %% é 😀', 'a % é 😀'],
])('%j writes %j', (format, text) => {
  expect(write(format, TIME, ZONE)).toBe(text);
});

test('years beyond four digits have a sign', () => {
  expect(write('%Y', 2n ** 64n - 1n)).toBe('2554');
  expect(write('%Y-%m-%d', -(2n ** 63n))).toBe('1677-09-21');
  expect(write('%.f', 0n)).toBe('');
  expect(write('%.f', 500_000_000n)).toBe('.500');
  expect(write('%T%.f', -1n)).toBe('23:59:59.999999999');
});

test.each([
  ['%Y-%m-%d %H:%M:%S', '2019-06-20 01:02:03', at('2019-06-20T01:02:03Z')],
  ['%Y-%m-%d %H:%M', '2019-6-2 1:2', at('2019-06-02T01:02:00Z')],
  ['%Y-%m-%dT%T%.6f%:z', '2019-08-07T16:41:12.159975-04:00', 1_565_210_472_159_975_000n],
  ['%Y-%m-%dT%T%.6f', '2019-08-07T20:41:12.159975', 1_565_210_472_159_975_000n],
  ['%Y-%m-%dT%H:%M:%S%.3fZ', '2019-06-17T13:15:40.752Z', 1_560_777_340_752_000_000n],
  ['%Y %b %d %H:%M:%S%.3f %z', '1983 Apr 13 12:09:14.274 +0000', 419_083_754_274_000_000n],
  ['%s', '1560777212', 1_560_777_212_000_000_000n],
  ['%s%.f', '-1.5', -500_000_000n],
  ['%+', '2026-11-21T08:30:00Z', at('2026-11-21T08:30:00Z')],
  ['%+', '2026-11-21T08:30:00.123456789123+02:00', at('2026-11-21T06:30:00Z') + 123_456_789n],
  ['%c', 'Sun Jul  8 00:34:59 2001', at('2001-07-08T00:34:59Z')],
  ['%A, %d %B %Y %I:%M %p', 'sunday, 8 JULY 2001 12:34 am', at('2001-07-08T00:34:00Z')],
  ['%B %d %Y %R', 'Jul 8 2001 12:34', at('2001-07-08T12:34:00Z')],
  ['%y%m%d %l%P %M', '700101 12pm 05', at('1970-01-01T12:05:00Z')],
  ['%y-%j %R', '69-032 00:00', at('2069-02-01T00:00:00Z')],
  ['%C%y-%m-%d %R', '1969-02-01 00:00', at('1969-02-01T00:00:00Z')],
  ['%G-W%V-%u %R', '2004-W53-6 00:00', at('2005-01-01T00:00:00Z')],
  ['%Y %U %w %R', '2001 27 0 00:00', at('2001-07-08T00:00:00Z')],
  ['%Y %W %a %R', '2001 27 Sun 00:00', at('2001-07-08T00:00:00Z')],
  ['%Y %U %a %R', '2005 00 Sat 00:00', at('2005-01-01T00:00:00Z')],
  ['%F %T', '2016-12-31 23:59:60', at('2017-01-01T00:00:00Z')],
  ['%F %T %z', '2016-01-01 00:00:00 +02', at('2015-12-31T22:00:00Z')],
  ['%F %T %#z', '2016-01-01 00:00:00 Z', at('2016-01-01T00:00:00Z')],
  ['%F %T %Z', '2016-01-01 00:00:00 UTC', at('2016-01-01T00:00:00Z')],
  ['%F %T %Z %z', '2016-01-01 00:00:00 CET +0100', at('2015-12-31T23:00:00Z')],
  ['%F %T%3f', '2016-01-01 00:00:00123', at('2016-01-01T00:00:00Z') + 123_000_000n],
  ['%F %T %f', '2016-01-01 00:00:00 123', at('2016-01-01T00:00:00Z') + 123n],
  ['  %F%t%R ', '2016-01-01   00:00', at('2016-01-01T00:00:00Z')],
  ['%a %F %R', 'Fri 2016-01-01 00:00', at('2016-01-01T00:00:00Z')],
])('%j reads %j', (format, text, ns) => {
  expect(read(format, text)).toBe(ns);
});

test.each([
  ['%F %T', '2019-06-20'],
  ['%F %T', '2019-06-20 00:00:71'],
  ['%F %T', '2019-06-20 24:00:00'],
  ['%F %T', '2019-06-20 00:60:00'],
  ['%F %T', '2019-02-29 00:00:00'],
  ['%F %T', '2019-13-01 00:00:00'],
  ['%F %T', '2019-00-01 00:00:00'],
  ['%F %T', '2019-06-20 00:00:00x'],
  ['%F', '2019-06-20'],
  ['%F %H', '2019-06-20 10'],
  ['%F %I:%M', '2019-06-20 10:10'],
  ['%F %I:%M %p', '2019-06-20 13:10 PM'],
  ['%a %F %R', 'Thu 2016-01-01 00:00'],
  ['%F %j %R', '2016-01-01 002 00:00'],
  ['%F %F %R', '2016-01-01 2016-01-02 00:00'],
  ['%F %T %z', '2016-01-01 00:00:00'],
  ['%F %T %z', '2016-01-01 00:00:00 +0'],
  ['%F %T %z', '2016-01-01 00:00:00 +25:00'],
  ['%F %T %Z', '2016-01-01 00:00:00 CET'],
  ['%B %d %Y %R', 'Foo 8 2001 12:34'],
  ['%G-W%V-%u %R', '2005-W53-6 00:00'],
  ['%Y %W %a %R', '2001 00 Mon 00:00'],
  ['%s', '99999999999999999999'],
  ['%Y-%m-%d %R', '+99999-01-01 00:00'],
  ['%F %T%3f', '2016-01-01 00:00:0012'],
  ['', ''],
])('%j does not read %j', (format, text) => {
  expect(read(format, text)).toBeUndefined();
});

test.each([
  ['%Q', 0, 2],
  ['a%', 1, 2],
  ['%Y %5f', 3, 5],
  ['%-', 0, 2],
  ['%::::z', 0, 2],
])('%j is no format', (format, start, end) => {
  expect(() => compileTimeFormat(format)).toThrow(RuleError);
  try {
    compileTimeFormat(format);
  } catch (error) {
    expect(error).toMatchObject({ start, end });
  }
});

describe('time zones', () => {
  test.each([
    ['Europe/Berlin', '2026-01-01T00:00:00Z', '01:00 +01:00'],
    ['Europe/Berlin', '2026-07-01T00:00:00Z', '02:00 +02:00'],
    ['Europe/Berlin', '2026-03-29T00:59:59Z', '01:59 +01:00'],
    ['Europe/Berlin', '2026-03-29T01:00:00Z', '03:00 +02:00'],
    ['America/New_York', '2026-07-01T00:00:00Z', '20:00 -04:00'],
    ['Asia/Kolkata', '2026-07-01T00:00:00Z', '05:30 +05:30'],
    ['Australia/Lord_Howe', '2026-01-01T00:00:00Z', '11:00 +11:00'],
    ['Pacific/Chatham', '2026-01-01T00:00:00Z', '13:45 +13:45'],
    ['+09:00', '2026-01-01T00:00:00Z', '09:00 +09:00'],
    ['-12:00', '2026-01-01T00:00:00Z', '12:00 -12:00'],
    ['08:30', '2026-01-01T00:00:00Z', '08:30 +08:30'],
    ['02', '2026-01-01T00:00:00Z', '02:00 +02:00'],
    ['0912', '2026-01-01T00:00:00Z', '09:12 +09:12'],
  ])('%s at %s', (zone, time, text) => {
    expect(write('%R %:z', at(time), findZone(zone))).toBe(text);
  });

  test.each([
    ['UTC', 'UTC'],
    ['America/New_York', 'EST'],
    ['Europe/Berlin', 'CET'],
    ['Australia/Sydney', 'AEDT'],
    ['Asia/Kolkata', 'IST'],
    ['America/Sao_Paulo', '-03'],
    ['Asia/Kathmandu', '+0545'],
    ['+01:00', '+01:00'],
  ])('in winter, %s is called %s', (zone, text) => {
    expect(write('%Z', at('2026-01-01T00:00:00Z'), findZone(zone))).toBe(text);
  });

  test.each(['', 'Mars/Olympus', '+25:00', '1:00', '+1', 'Europe/', '../etc'])('%j is none', (zone) => {
    expect(findZone(zone)).toBeUndefined();
  });

  test('every name in the list is one', () => {
    expect(ZONE_NAMES.filter((name) => findZone(name) === undefined)).toEqual([]);
  });

  test.each([
    [0, 'Africa/Abidjan'],
    [98, 'America/Costa_Rica'],
    [99, 'America/Creston'],
    [198, 'America/Santo_Domingo'],
    [303, 'Asia/Qostanay'],
    [392, 'Etc/GMT+0'],
    [432, 'Europe/Berlin'],
    [450, 'Europe/Kyiv'],
    [545, 'Pacific/Kanton'],
    [591, 'UTC'],
    [595, 'Zulu'],
    [596, undefined],
  ])('the number %i stands for %s, as in Tremor', (number, name) => {
    expect(zoneNumbered(number)).toBe(name === undefined ? undefined : findZone(name));
  });
});

test('what is written is read again, in every zone', () => {
  const zone = fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'America/St_Johns',
    'Asia/Kathmandu',
    '-03:30',
    '+14:00',
  );
  const ns = fc.bigInt({ min: -(2n ** 61n), max: 2n ** 64n - 1n });
  const formats = [
    '%+',
    '%F %T%.9f %z',
    '%G-W%V-%u %r %9f %:z',
    '%Y/%j %k:%M:%S%.f %#z',
    '%c %Z %f %z',
    '%A %U %Y %T%.f%z',
  ];
  fc.assert(
    fc.property(ns, zone, fc.constantFrom(...formats), (time, name, format) => {
      const found = findZone(name)!;
      // Long ago, zones had offsets with seconds, and two digits for minutes have no place for those.
      if (found.offsetAt(Number(time / 1_000_000_000n)) % 60 !== 0) return;
      const compiled = compileTimeFormat(format);
      expect(compiled.read(compiled.write(time, found))).toBe(time);
    }),
    { numRuns: 500 },
  );
});

test('no text makes reading fail', () => {
  const piece = fc.constantFrom(
    ...['2026', '-', '1', ':', ' ', 'T', 'Z', '+02:00', 'Jan', 'Mon', 'pm', '.', '9'.repeat(30)],
  );
  const format = fc.string({
    unit: fc.constantFrom(...['%Y', '%m', '%d', '%H', '%M', '%+', '%c', '%s', '%z', '%.f', '%Z', ' ', '-']),
  });
  fc.assert(
    fc.property(format, fc.oneof(fc.string(), fc.string({ unit: piece })), (form, text) => {
      const ns = read(form, text);
      if (ns !== undefined) expect(typeof ns).toBe('bigint');
    }),
    { numRuns: 1_000 },
  );
});
