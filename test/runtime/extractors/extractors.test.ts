import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EXTRACTORS, findExtractor } from '../../../src/runtime/extractors/index.ts';
import { RuleError } from '../../../src/runtime/regex/index.ts';
import { jsonText } from '../../../src/runtime/value/json.ts';

const NO_MATCH = 'no match';

function extract(name: string, rule: string, text: string): string {
  const found = findExtractor(name)!.compile(rule).extract(text, 7n);
  return found === undefined ? NO_MATCH : jsonText(found);
}

/** Rule, text, result. */
type Row = readonly [rule: string, text: string, result: string];

describe.each<readonly [string, readonly Row[]]>([
  [
    'glob',
    [
      ['abc', 'abc', 'true'],
      ['abc', 'abcd', NO_MATCH],
      ['', '', 'true'],
      ['', 'a', NO_MATCH],
      ['*', '', 'true'],
      ['*', 'a/b\nc', 'true'],
      ['*b*', 'abc', 'true'],
      ['a*c', 'a/b/c', 'true'],
      ['a?c', 'a😀c', 'true'],
      ['a?c', 'ac', NO_MATCH],
      ['a.c', 'abc', NO_MATCH],
      ['[a-c]', 'b', 'true'],
      ['[a-c]', 'd', NO_MATCH],
      ['[!a-c]', 'd', 'true'],
      ['[]a]', ']', 'true'],
      ['[!]a]', ']', NO_MATCH],
      ['[a-]', '-', 'true'],
      ['[*][?]', '*?', 'true'],
      ['[^a]', '^', 'true'],
      ['[\\]', '\\', 'true'],
      ['a\\*', 'a\\b', 'true'],
      ['**', 'a/b', 'true'],
      ['a/**', 'a/b/c', 'true'],
      ['**/c', 'c', 'true'],
      ['**/c', 'a/b/c', 'true'],
      ['a/**/c', 'a/c', 'true'],
      ['a/**/c', 'abc', NO_MATCH],
      ['{a,b}', 'a', NO_MATCH],
    ],
  ],
  [
    'base64',
    [
      ['', '', '""'],
      ['', 'YWJj', '"abc"'],
      ['', 'YWI=', '"ab"'],
      ['', 'YWI', '"ab"'],
      ['', 'YQ=', NO_MATCH],
      ['', 'YR==', NO_MATCH],
      ['', 'Y', NO_MATCH],
      ['', 'YW Jj', NO_MATCH],
      ['', 'YW-_', NO_MATCH],
      ['', 'gA==', NO_MATCH],
    ],
  ],
  [
    'kv',
    [
      ['', 'a:b', '{"a":"b"}'],
      ['', 'a:b a:c', '{"a":"c"}'],
      ['', 'a:b:c d:e', '{"d":"e"}'],
      ['', ':', '{"":""}'],
      ['', '', NO_MATCH],
      ['&', 'a:b&c:d', '{"a":"b","c":"d"}'],
      ['%{key}=%{val}', 'a=b c=d', '{"a":"b","c":"d"}'],
      ['\\n%{key}=%{val}', 'a=b\nc=d', '{"a":"b","c":"d"}'],
      ['%{key}\\\\%{val}', 'a\\b', '{"a":"b"}'],
      ['%{key}=%{val}%{key}:%{val};', 'a=b;c:d', '{"a":"b","c":"d"}'],
      ['%{key}%{%{val}', 'a%{b', '{"a":"b"}'],
      ['%{key}%{val}', 'a:b', '{"a":"b"}'],
      ['%{key}=%{val}', '__proto__=1', '{"__proto__":"1"}'],
    ],
  ],
  [
    'dissect',
    [
      ['%{a}', '', '{"a":""}'],
      ['', '', '{}'],
      ['', 'a', NO_MATCH],
      ['x', 'x', '{}'],
      ['%{a}, %{b}', ', 2', '{"a":"","b":"2"}'],
      ['%{a}x', 'ax', '{"a":"a"}'],
      ['%{a}x', 'axx', NO_MATCH],
      ['%{a} %{b}', 'one', NO_MATCH],
      ['%{a}}%{b}', '1}2', '{"a":"1","b":"2"}'],
      ['%{a}%%{b}', '1%2', '{"a":"1","b":"2"}'],
      ['%{a}%', '1%', '{"a":"1"}'],
      ['%{n:int}', '-12', '{"n":-12}'],
      ['%{n:int}', '9223372036854775807', '{"n":9223372036854775807}'],
      ['%{n:int}', '9223372036854775808', NO_MATCH],
      ['%{n:int}', '1.0', NO_MATCH],
      ['%{n:int}', ' 1', NO_MATCH],
      ['%{n:float}', '1', '{"n":1.0}'],
      ['%{n:float}', '1e3', '{"n":1000.0}'],
      ['%{n:float}', '1.5', '{"n":1.5}'],
      ['%{n:float}', 'one', NO_MATCH],
      ['%{n:string}', '1', '{"n":"1"}'],
      ['%{?k}=%{&k}', 'a=1', '{"a":"1"}'],
      ['%{?k}=%{&k:int}', 'a=1', '{"a":1}'],
      ['%{?k}=%{&k}', '=1', NO_MATCH],
      ['%{+a} %{+a}', '1 2', '{"a":"1 2"}'],
      ['%{a} %{+a}', '1 2', '{"a":"1 2"}'],
      ['%{a:int} %{+a}', '1 2', NO_MATCH],
      ['%{+a}%{_(-)}%{+a}', '1---2', '{"a":"1-2"}'],
      ['%{a}%{_}%{b}', '1    2', '{"a":"1","b":"2"}'],
      ['%{a}%{_}', '1', '{"a":"1"}'],
      ['%{a}%{_}', '1  ', '{"a":"1"}'],
      ['%{a}%{_}|%{b}', '1|2', '{"a":"1","b":"2"}'],
      ['%{a}%{_}|%{b}', '1  |2', '{"a":"1","b":"2"}'],
      ['%{_}%{a}', '   1', '{"a":"1"}'],
      ['%{a}\\n%{b}', '1\n2', '{"a":"1","b":"2"}'],
      ['%{} %{b}', '1 2', '{"b":"2"}'],
      ['%{a} %{a}', '1 2', '{"a":"2"}'],
    ],
  ],
  [
    'cidr',
    [
      ['', '1.2.3.4', '{"prefix":[1,2,3,4],"mask":[255,255,255,255]}'],
      ['', '10.0.0.0/8', '{"prefix":[10,0,0,0],"mask":[255,0,0,0]}'],
      ['', '0.0.0.0/0', '{"prefix":[0,0,0,0],"mask":[0,0,0,0]}'],
      ['', '10.1.0.0/12', '{"prefix":[10,0,0,0],"mask":[255,240,0,0]}'],
      ['', '255.255.255.255/1', '{"prefix":[128,0,0,0],"mask":[128,0,0,0]}'],
      ['', '10.1.0.0/33', NO_MATCH],
      ['', '10.0.0.0/33', NO_MATCH],
      ['', '10/8', '{"prefix":[10,0,0,0],"mask":[255,0,0,0]}'],
      ['', '10', NO_MATCH],
      ['', '1.2.3', NO_MATCH],
      ['', '01.2.3.4', NO_MATCH],
      ['', '1.2.3.4.5', NO_MATCH],
      ['', '', NO_MATCH],
      ['', ' 1.2.3.4', NO_MATCH],
      ['', '::', '{"prefix":[0,0,0,0,0,0,0,0],"mask":[65535,65535,65535,65535,65535,65535,65535,65535]}'],
      ['', '2001:db8::/33', '{"prefix":[8193,3512,0,0,0,0,0,0],"mask":[65535,65535,32768,0,0,0,0,0]}'],
      [
        '',
        '::ffff:1.2.3.4',
        '{"prefix":[0,0,0,0,0,65535,258,772],"mask":[65535,65535,65535,65535,65535,65535,65535,65535]}',
      ],
      ['', '1:2:3:4:5:6:7', NO_MATCH],
      ['', '1:2:3:4:5:6:7:8::', NO_MATCH],
      ['', '1::2::3', NO_MATCH],
      ['', ':', NO_MATCH],
      ['', '1:', NO_MATCH],
      ['', '12345::', NO_MATCH],
      ['192.168/16,10/8', '192.168.1.2', '{"prefix":[192,168,1,2],"mask":[255,255,255,255]}'],
      ['192.168/16,10/8', '10.1.2.3', '{"prefix":[10,1,2,3],"mask":[255,255,255,255]}'],
      ['10/8', '11.0.0.0', NO_MATCH],
      ['10/8', '10.0.0.0/8', NO_MATCH],
      ['10/8', '::1', NO_MATCH],
      ['1.2.3.4', '1.2.3.4', '{"prefix":[1,2,3,4],"mask":[255,255,255,255]}'],
      ['::/0', '1.2.3.4', NO_MATCH],
    ],
  ],
  [
    'influx',
    [
      ['', 'm f=1', '{"measurement":"m","tags":{},"fields":{"f":1.0},"timestamp":7}'],
      ['', 'm f=1 12\n', '{"measurement":"m","tags":{},"fields":{"f":1.0},"timestamp":12}'],
      ['', 'm f=-1.5e3,g=.5', '{"measurement":"m","tags":{},"fields":{"f":-1500.0,"g":0.5},"timestamp":7}'],
      [
        '',
        'm f=12i,g=18446744073709551615u',
        '{"measurement":"m","tags":{},"fields":{"f":12,"g":18446744073709551615},"timestamp":7}',
      ],
      [
        '',
        'm f=t,g=F,h=TRUE',
        '{"measurement":"m","tags":{},"fields":{"f":true,"g":false,"h":true},"timestamp":7}',
      ],
      [
        '',
        'm f="a b,c=d \\"e\\" \\\\"',
        '{"measurement":"m","tags":{},"fields":{"f":"a b,c=d \\"e\\" \\\\"},"timestamp":7}',
      ],
      [
        '',
        'm\\,\\ n,a\\=b=c\\,d f\\ g=1',
        '{"measurement":"m, n","tags":{"a=b":"c,d"},"fields":{"f g":1.0},"timestamp":7}',
      ],
      [
        '',
        'm,a=b,c=d f=1 -5',
        '{"measurement":"m","tags":{"a":"b","c":"d"},"fields":{"f":1.0},"timestamp":-5}',
      ],
      ['', 'm', NO_MATCH],
      ['', 'm f', NO_MATCH],
      ['', 'm f=', NO_MATCH],
      ['', 'm f=1x', NO_MATCH],
      ['', 'm f=truex', NO_MATCH],
      ['', 'm f=1e999', NO_MATCH],
      ['', 'm f=1 x', NO_MATCH],
      ['', 'm,a f=1', NO_MATCH],
      ['', 'm,a= f=1', NO_MATCH],
      ['', 'm f="a', NO_MATCH],
      ['', '# m f=1', NO_MATCH],
      ['', '', NO_MATCH],
    ],
  ],
])('%s', (name, rows) => {
  test.each(rows)('%j on %j', (rule, text, result) => {
    expect(extract(name, rule, text)).toBe(result);
  });
});

test('as a test, `base64` needs no text and `rerg` a match', () => {
  expect(findExtractor('base64')!.compile('').test('gA==', 0n)).toBe(true);
  expect(findExtractor('rerg')!.compile('a').test('b', 0n)).toBe(false);
  expect(extract('rerg', '(?P<a>a)', 'b')).toBe('{}');
});

const rulePiece = fc.constantFrom(
  ...[
    'a',
    'b',
    '1',
    ' ',
    ',',
    '.',
    '/',
    ':',
    '-',
    '%',
    '%{',
    '}',
    '%{a}',
    '%{key}',
    '%{val}',
    '%{_',
    '(',
    ')',
  ],
  ...[
    '[',
    ']',
    '!',
    '*',
    '?',
    '+',
    '&',
    '\\',
    '\\n',
    '%{INT:a}',
    '%{IP',
    '=',
    '10.0.0.0/8',
    '::',
    '%Y',
    '%d',
    '%z',
  ],
);

describe.each(EXTRACTORS.map((definition) => [definition.name, definition] as const))(
  '%s',
  (_, definition) => {
    test('takes any rule or says where it is wrong, and never fails on a text', () => {
      fc.assert(
        fc.property(
          fc.oneof(fc.constant(''), fc.string({ unit: rulePiece, maxLength: 8 })),
          fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string({ unit: rulePiece })),
          (rule, text) => {
            let extractor;
            try {
              extractor = definition.compile(rule);
            } catch (error) {
              expect(error).toBeInstanceOf(RuleError);
              const { start, end } = error as RuleError;
              expect(start).toBeGreaterThanOrEqual(0);
              // Of a rule without text there is nothing to point at.
              if (rule !== '') expect(start).toBeLessThan(end);
              expect(end).toBeLessThanOrEqual(rule.length);
              return;
            }
            const found = extractor.extract(text, 0n);
            if (found !== undefined) jsonText(found);
            // What can be extracted passes the test.
            if (found !== undefined && definition.name !== 'rerg')
              expect(extractor.test(text, 0n)).toBe(true);
          },
        ),
        { numRuns: 1_000 },
      );
    });
  },
);
