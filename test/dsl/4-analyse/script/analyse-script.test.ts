import { expect, test } from 'vitest';
import { analyseScript } from '../../../../src/dsl/4-analyse/script/index.ts';
import { parseScript } from '../../../../src/dsl/3-ast/index.ts';
import type { ScriptDefinition } from '../../../../src/dsl/3-ast/index.ts';
import { clean, parseDefinition } from '../../../kit/parse-one.ts';

test('ports', () => {
  const { source, definition } = parseDefinition(
    'script from a emit "x" => "left" script from b emit => "right" script emit event => "le#{"ft"}"',
  );
  const facts = clean(analyseScript(definition, source));
  expect(facts.inputs).toEqual(['in', 'a', 'b']);
  expect([...facts.outputs.keys()]).toEqual(['out', 'err', 'left', 'right']);
  const left = facts.outputs.get('left')!;
  expect(source.text.slice(left.start, left.end)).toBe('"left"');
  expect(facts.outputs.get('out')).toBeNull();
  expect(facts.dynamicOutputs).toBe(false);
});

test('a port that depends on the event', () => {
  const { source, definition } = parseDefinition('script emit event => "to_#{event.port}"');
  expect(clean(analyseScript(definition, source)).dynamicOutputs).toBe(true);
});

test('the slots are those of the body that needs most', () => {
  const { source, definition } = parseDefinition(
    'script from a let x = 1; let y = 2; match x of case z = _ => z end script let x = 1; x',
  );
  expect(clean(analyseScript(definition, source)).slots).toBe(3);
});

test.each([
  'match event of case => 1 case 2 => 3 end',
  'match event of case 1 => 2 case x = => 3 end',
  'match event of case ~ re => 1 case 2 => 3 end',
  'match event of end',
])('a case that could not be read may match everything: %s', (text) => {
  const source = { name: 'unreadable', text };
  const { diagnostics } = analyseScript(wrap(parseScript(source).value, text), source);
  expect(diagnostics.map(({ code }) => code)).not.toContain('FR751');
});

/** Texts cut off anywhere, and damaged: analysis has to take what the parser makes of them. */
test('takes any tree', () => {
  const text =
    'const A = 1 + 2; let e = event; let $s3 = {"key": "a#{e.key}"}; match e.a of case r = %{ present b, c ~= %[ 1, _ ] } when r.b > A => emit r => "x" case %( 1, ... ) => drop case _ => string::len(e.list[0:1][0]) end; present e["x"]';
  for (let at = 0; at < text.length; at += 2) {
    for (const damaged of [text.slice(0, at), text.slice(at), text.slice(0, at) + text.slice(at + 1)]) {
      const source = { name: 'damaged', text: damaged };
      const { diagnostics } = analyseScript(wrap(parseScript(source).value, damaged), source);
      for (const { primary } of diagnostics) {
        expect(primary.span.start).toBeLessThanOrEqual(primary.span.end);
        expect(primary.span.end).toBeLessThanOrEqual(damaged.length);
      }
    }
  }
});

function wrap(body: ScriptDefinition['body'], text: string): ScriptDefinition {
  const span = { start: 0, end: text.length };
  const name = { kind: 'name', text: 'test', span } as const;
  return {
    kind: 'define-script',
    docs: [],
    name,
    params: [],
    state: null,
    uses: [],
    handlers: [],
    body,
    span,
  };
}
