import { describe, expect, test } from 'vitest';
import { analyseExpression, analyseScript } from '../../../../src/dsl/4-analyse/script/index.ts';
import { clean, parseDefinition, parseOne } from '../../../kit/parse-one.ts';

function readsOf(body: string): { fields: readonly string[]; passesEvent: boolean } {
  const { source, definition } = parseDefinition(`script ${body}`);
  return analyseScript(definition, source).value.reads;
}

describe('the fields that a script reads', () => {
  test.each<[string, readonly string[]]>([
    ['1', []],
    ['event', []],
    ['event.a.b + event.c', ['a', 'c']],
    ['event["a"]["b"]', ['a']],
    ['event[event.key]', ['key']],
    ['let e = event; let f = e; [e.a, f.b]', ['a', 'b']],
    ['let e = event.x; e.a', ['x']],
    ['let e = [event]; 1', []],
    ['present event.a and absent event.b', ['a', 'b']],
    ['match event of case %{ present a, b == 1, c ~= %{ present d } } => 1 case _ => 2 end', ['a', 'b', 'c']],
    ['let e = event; match e of case x = %{ absent a } => 1 case x = _ => x.b end', ['a', 'b']],
    ['match event of case x = %{ present a } => x.b case _ => 2 end', ['a']],
    ['match event.a of case %{ present b } => 1 case _ => 2 end', ['a']],
    ['let event.a.b = event.c; 1', ['c']],
    ['let $x = event.a; emit {"b": event.b} => "p_#{event.c}"', ['a', 'b', 'c']],
    ['const KEY = "a" + "b"; event[KEY]', ['ab']],
  ])('%s', (body, fields) => {
    expect(readsOf(body).fields).toEqual(fields);
  });

  test('through handlers and body', () => {
    const { source, definition } = parseDefinition('script from x event.a script let e = 1; e');
    expect(clean(analyseScript(definition, source)).reads).toEqual({ fields: ['a'], passesEvent: false });
  });
});

describe('can the event itself come out', () => {
  test.each<[string, boolean]>([
    ['event', true],
    ['let e = event; e', true],
    ['let event.a = 1; event', true],
    ['let e = event', true],
    ['match 1 of case 1 => event case _ => 2 end', true],
    ['emit; 1', true],
    ['match 1 of case 1 => emit event => "x" case _ => 2 end; 3', true],
    ['event.a', false],
    ['{"a": event}', false],
    ['event; 1', false],
    ['match event of case _ => event.a end', false],
    ['emit event.a', false],
    ['drop', false],
  ])('%s: %s', (body, passes) => {
    expect(readsOf(body).passesEvent).toBe(passes);
  });
});

test('a select reads and passes, too', () => {
  const { source, expression } = parseOne('{"a": event.b}');
  const scope = { params: [], use: 'select' } as const;
  expect(clean(analyseExpression(expression, source, scope)).reads).toEqual({
    fields: ['b'],
    passesEvent: false,
  });
});
