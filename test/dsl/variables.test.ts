import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Variables } from '../../src/dsl/variables.ts';
import { describeValue } from '../../src/runtime/value/text.ts';

function reading(environment: Record<string, string>): Variables {
  const variables = new Variables(environment);
  for (const name of Object.keys(environment)) variables.read(name);
  return variables;
}

test('what was read is hidden behind its name', () => {
  expect(reading({ TOKEN: 'p4ssw0rd' }).hide('https://me:p4ssw0rd@host/p4ssw0rd')).toBe(
    'https://me:$TOKEN@host/$TOKEN',
  );
});

test('what was not read is no secret', () => {
  expect(new Variables({ HOME: '/home/ann' }).hide('/home/ann/flows')).toBe('/home/ann/flows');
});

test('of a value that contains another one, the whole is hidden', () => {
  const variables = reading({ PART: 'secret', WHOLE: 'my-secret-key' });
  expect(variables.hide('my-secret-key and secret')).toBe('$WHOLE and $PART');
});

test('a value is hidden in JSON, and in JSON within JSON', () => {
  const value = 'a"b\nc"d';
  const variables = reading({ ODD: value });
  for (const text of [value, JSON.stringify({ value }), JSON.stringify(JSON.stringify({ value }))]) {
    expect(variables.hide(text)).toContain('$ODD');
    expect(variables.hide(text)).not.toMatch(/a.*b/);
  }
});

test('a value with a dollar is put into no pattern', () => {
  expect(reading({ MONEY: '$&$1$$' }).hide('it costs $&$1$$')).toBe('it costs $MONEY');
});

test('the beginning of a value that a message has cut is hidden', () => {
  const variables = reading({ LONG: 'x1y2z3'.repeat(20) });
  const text = variables.hide(`not ${describeValue(`of ${'x1y2z3'.repeat(20)}`)}`);
  expect(text).toBe('not the string `"of $LONG…`');
});

test('what is shorter than any secret is left', () => {
  expect(reading({ PARTS: '5' }).hide('must be at most 5')).toBe('must be at most 5');
});

test('a sealed value differs from other values, and is the same for the same', () => {
  const first = reading({ BUCKET: 'pencils' }).seal('pencils');
  expect(first).toMatch(/^\$BUCKET#[0-9a-f]{8}$/);
  expect(reading({ BUCKET: 'pencils' }).seal('pencils')).toBe(first);
  expect(reading({ BUCKET: 'crayons' }).seal('crayons')).not.toBe(first);
});

test('keys like any other are no variables', () => {
  const variables = new Variables({});
  for (const name of ['__proto__', 'constructor', 'toString']) expect(variables.read(name)).toBeUndefined();
});

test('whatever stands around a secret stays as it is', () => {
  const secret = fc.string({ unit: fc.constantFrom('x', 'y', '"', '\\', '$'), minLength: 4, maxLength: 12 });
  const around = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '…') });
  fc.assert(
    fc.property(secret, around, around, (value, before, after) => {
      return reading({ SECRET: value }).hide(before + value + after) === `${before}$SECRET${after}`;
    }),
  );
});
