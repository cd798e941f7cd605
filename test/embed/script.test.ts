import { expect, test } from 'vitest';
import { CompileError, Float, compileScript, jsonText, parseJson } from '../../src/index.ts';

test('an event comes out, with its metadata', () => {
  const script = compileScript('let $b = $.a; event.x + 1'.replace('$.a', '$a'));
  const result = script.run({ x: 1 }, { meta: { a: true } });
  expect(result).toEqual({
    kind: 'emit',
    port: 'out',
    value: 2,
    meta: new Map([
      ['a', true],
      ['b', true],
    ]),
  });
});

test('an event is emitted to a port, or dropped', () => {
  const script = compileScript('match event of case 0 => drop case _ => emit event => "p_#{event}" end');
  expect(script.run(0)).toEqual({ kind: 'drop' });
  expect(script.run(7)).toMatchObject({ kind: 'emit', port: 'p_7', value: 7 });
});

test('a failure says where, and has the event as it was then', () => {
  const script = compileScript('let event.n = 1;\nevent.missing', { name: 'a.tremor' });
  const result = script.run({}, { origin: 'file:///in', meta: { m: 1 } });
  expect(result).toMatchObject({
    kind: 'error',
    code: 'FR827',
    place: { source: 'a.tremor', line: 2, column: 7 },
    meta: new Map([['m', 1]]),
  });
  if (result.kind !== 'error') return;
  expect(jsonText(result.value.get('event') ?? null)).toBe('{"n":1}');
  expect(result.value.get('error')).toContain('(a.tremor:2:7)');
});

test('the state stays from event to event, unless another is given', () => {
  const script = compileScript('let state = match state of case null => 1 case _ => state + 1 end; state');
  expect([script.run(null), script.run(null)]).toMatchObject([{ value: 1 }, { value: 2 }]);
  expect(script.run(null, { state: 40 })).toMatchObject({ value: 41 });
  expect(script.state).toBe(41);
});

test('numbers keep what they are', () => {
  const script = compileScript('[event, event + 1]');
  const textOf = (event: unknown) => {
    const result = script.run(event);
    return result.kind === 'emit' ? jsonText(result.value) : result.kind;
  };
  expect(textOf(7)).toBe('[7,8]');
  expect(textOf(new Float(7))).toBe('[7.0,8.0]');
  expect(textOf(parseJson('7.0'))).toBe('[7.0,8.0]');
  expect(textOf(2n ** 63n)).toBe('[9223372036854775808,9223372036854775809]');
});

test('mistakes are thrown, as text and as data', () => {
  const compile = () => compileScript('let x = ;', { name: 'wrong.tremor' });
  expect(compile).toThrow(CompileError);
  expect(compile).toThrow(/error\[FR\d+\][\s\S]*wrong\.tremor:1:9/);
  try {
    compile();
  } catch (error) {
    expect((error as CompileError).diagnostics).toMatchObject([{ severity: 'error' }]);
  }
});

test('warnings come along', () => {
  expect(compileScript('const lower = 1; lower').warnings).toMatchObject([{ severity: 'warning' }]);
});

test('what is no value is refused', () => {
  const script = compileScript('event');
  expect(() => script.run(() => 1)).toThrow('a function is not a value');
  expect(() => script.run(1, { meta: [1] })).toThrow('metadata of an event is a record');
});

test('a constant reads what is given as environment, and no message shows it', () => {
  const text = 'const KEY = env::var("KEY"); match event of case 0 => KEY case _ => KEY + event end';
  const script = compileScript(text, { env: { KEY: 'correct-horse' } });
  expect(script.run(0)).toMatchObject({ kind: 'emit', value: 'correct-horse' });
  expect(
    JSON.stringify(script.run(7), (_, value: unknown) => (typeof value === 'bigint' ? '' : value)),
  ).not.toContain('horse');
  const asserting = compileScript('const KEY = env::var("KEY"); test::assert("key", KEY, event)', {
    env: { KEY: 'correct-horse' },
  });
  expect(asserting.run('x')).toMatchObject({
    message: 'the assertion `key` failed: expected `"$KEY"`, got `"x"`',
  });
  expect(() => compileScript(text)).toThrow('the environment variable `KEY` is not set');
});
