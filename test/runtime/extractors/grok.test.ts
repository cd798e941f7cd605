import { expect, test } from 'vitest';
import { compileRegex } from '../../../src/runtime/regex/index.ts';
import { expandGrok } from '../../../src/runtime/extractors/grok-expand.ts';
import { GROK_PATTERNS } from '../../../src/runtime/extractors/grok-patterns.ts';
import { findExtractor } from '../../../src/runtime/extractors/index.ts';
import { toJs } from '../../../src/runtime/value/convert.ts';

function grok(rule: string, text: string): unknown {
  const found = findExtractor('grok')!.compile(rule).extract(text, 0n);
  return found === undefined ? undefined : { ...(toJs(found) as object) };
}

test.each(Object.keys(GROK_PATTERNS))('%s is a pattern', (name) => {
  expect(() => compileRegex(expandGrok(`%{${name}}`).pattern)).not.toThrow();
});

/** Texts that a pattern matches as a whole, and texts that it does not. */
test.each([
  ['WORD', ['abc', 'ü1_'], ['a b', '-']],
  ['NOTSPACE', ['a-b'], ['a b', '']],
  ['QUOTEDSTRING', ['"a"', '"a \\" b"', "'a'", '`a`'], ['"a', 'a', '"a"b"']],
  ['UUID', ['12345678-90ab-cdef-1234-567890ABCDEF'], ['12345678-90ab-cdef-1234-567890ABCDE']],
  ['URN', ['urn:isbn:0451450523'], ['isbn:1']],
  ['INT', ['1', '-12', '+3'], ['1.5', 'a']],
  ['NUMBER', ['1', '-1.5', '.5', '7.'], ['a', '1e', '.']],
  ['BASE16NUM', ['0xff', 'FF', '-a'], ['g']],
  ['POSINT', ['10'], ['0', '-1']],
  ['NONNEGINT', ['0', '10'], ['-1']],
  ['USERNAME', ['a.b-c_1'], ['a b', 'a@b']],
  ['EMAILADDRESS', ['ada.l+x@example.org'], ['ada@', '@example.org']],
  [
    'MAC',
    ['01:23:45:67:89:ab', '01-23-45-67-89-AB', '0123.4567.89ab'],
    ['01:23:45:67:89', '01:23:45:67:89:zz'],
  ],
  ['IPV4', ['1.2.3.4', '255.255.255.255'], ['256.1.1.1', '1.2.3', '1.2.3.4.5']],
  [
    'IPV6',
    ['::', '::1', '2001:db8::8888', '1:2:3:4:5:6:7:8', '::ffff:1.2.3.4', 'fe80::1%eth0'],
    [':', '1:2', 'g::'],
  ],
  ['IP', ['1.2.3.4', '::1'], ['a']],
  ['HOSTNAME', ['a', 'web-1.example.org', 'localhost'], ['-a', 'a..b', 'a b']],
  ['IPORHOST', ['1.2.3.4', '::1', 'example.org', '1.2.3.4.example.org'], ['a b']],
  ['HOSTPORT', ['example.org:80'], ['example.org', 'example.org:0']],
  ['UNIXPATH', ['/', '/var/log/app.log'], ['var', '/a b']],
  ['WINPATH', ['C:\\a\\b.txt', '\\\\server\\share'], ['a', 'C:/a']],
  ['URI', ['https://a:b@example.org:8080/p/q?r=s&t', 'http://h', 'file:///a/b'], ['example.org', 'http:/a']],
  ['URIPATHPARAM', ['/a?b=c[1]', '/'], ['a', '?b']],
  ['MONTH', ['Jan', 'january', 'SEP', 'Sept'], ['Janu', 'Foo']],
  ['MONTHDAY', ['1', '01', '31'], ['0', '32', '00']],
  ['DAY', ['Mon', 'Thursday'], ['Mo']],
  ['YEAR', ['1999', '99'], ['199']],
  ['TIME', ['23:59', '1:02:03', '10:51:24.123', '10:51:60'], ['24:00', '1:2', '1:60']],
  ['DATE', ['12/31/2026', '31.12.26'], ['2026']],
  [
    'TIMESTAMP_ISO8601',
    ['2019-04-01T09:59:19+0010', '2019-04-01 09:59', '2019-04-01T09:59:19.123456Z'],
    ['2019-04-01'],
  ],
  ['HTTPDATE', ['10/Oct/2000:13:55:36 -0700'], ['10/10/2000:13:55:36 -0700']],
  ['LOGLEVEL', ['INFO', 'warn', 'Error', 'CRITICAL', 'emerg'], ['inf', 'OK']],
  ['SYSLOGTIMESTAMP', ['Jul   7 10:51:24', 'Jul 17 10:51:24'], ['7 Jul 10:51:24']],
])('%s', (name, matching, others) => {
  const regex = compileRegex(expandGrok(`%{${name}}`).pattern);
  expect(matching.filter((text) => !regex.testWhole(text))).toEqual([]);
  expect(others.filter((text) => regex.testWhole(text))).toEqual([]);
});

test('a line of Apache', () => {
  const line =
    '127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /a.gif HTTP/1.0" 200 2326 "http://e.org/" "Mozilla/4.08 [en]"';
  expect(grok('%{COMBINEDAPACHELOG}', line)).toEqual({
    clientip: '127.0.0.1',
    ident: '-',
    auth: 'frank',
    timestamp: '10/Oct/2000:13:55:36 -0700',
    verb: 'GET',
    request: '/a.gif',
    httpversion: '1.0',
    response: '200',
    bytes: '2326',
    referrer: '"http://e.org/"',
    agent: '"Mozilla/4.08 [en]"',
  });
  expect(grok('%{COMMONAPACHELOG}', 'h - - [10/Oct/2000:13:55:36 -0700] "-" 408 -')).toMatchObject({
    rawrequest: '-',
    response: '408',
  });
});

test('lines of syslog', () => {
  expect(grok('%{SYSLOGLINE}', 'Oct  9 22:33:20 web-1 sshd[842]: Accepted key')).toEqual({
    timestamp: 'Oct  9 22:33:20',
    logsource: 'web-1',
    program: 'sshd',
    pid: '842',
    message: 'Accepted key',
  });
  const line = '<34>1 2003-10-11T22:14:15.003Z my.host su - ID47 [a b="c"] failed';
  expect(grok('%{SYSLOG5424LINE}', line)).toEqual({
    syslog5424_pri: '34',
    syslog5424_ver: '1',
    syslog5424_ts: '2003-10-11T22:14:15.003Z',
    syslog5424_host: 'my.host',
    syslog5424_app: 'su',
    syslog5424_msgid: 'ID47',
    syslog5424_sd: '[a b="c"]',
    syslog5424_msg: 'failed',
  });
});

test('what Tremor users have written', () => {
  const rule =
    '^<%%{POSINT:syslog_pri}>(?:(?<syslog_version>\\d{1,3}) )?(?:%{SYSLOGTIMESTAMP:syslog_timestamp0}|%{TIMESTAMP_ISO8601:syslog_timestamp1}) %{SYSLOGHOST:syslog_hostname}  ?(?:%{TIMESTAMP_ISO8601:syslog_ingest_timestamp} )?(%{WORD:wf_pod} %{WORD:wf_datacenter} )?%{GREEDYDATA:syslog_message}';
  const text = '<%1>123 Jul   7 10:51:24 hostname 2019-04-01T09:59:19+0010 pod dc foo bar baz';
  expect(grok(rule, text)).toEqual({
    syslog_pri: '1',
    syslog_version: '123',
    syslog_timestamp0: 'Jul   7 10:51:24',
    syslog_hostname: 'hostname',
    syslog_ingest_timestamp: '2019-04-01T09:59:19+0010',
    wf_pod: 'pod',
    wf_datacenter: 'dc',
    syslog_message: 'foo bar baz',
  });
});

test('fields', () => {
  expect(grok('(?:%{INT:n:int}|%{WORD:n})', 'abc')).toEqual({ n: 'abc' });
  expect(grok('%{INT:n:int} %{INT:n:int}', '1 2')).toEqual({ n: 2 });
  expect(grok('%{WORD:a:int} %{INT:b:float}', 'x 2')).toEqual({ a: 'x', b: 2 });
  expect(grok('%{WORD:[a][b]} %{WORD:@c.d}', 'x y')).toEqual({ '[a][b]': 'x', '@c.d': 'y' });
  expect(grok('%{TWO:t=%{INT:first},[0-9]{1,2}}', '1,22')).toEqual({ t: '1,22', first: '1' });
  expect(grok('%{INT}', '1')).toEqual({});
});
