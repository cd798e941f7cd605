import { describe, expect, test } from 'vitest';
import { analyseScript } from '../../../../src/dsl/4-analyse/script/index.ts';
import { emitScript } from '../../../../src/dsl/5-emit/script/index.ts';
import type { CompiledScript } from '../../../../src/dsl/5-emit/script/index.ts';
import { Variables } from '../../../../src/dsl/variables.ts';
import { fromJs } from '../../../../src/runtime/value/convert.ts';
import { jsonText } from '../../../../src/runtime/value/json.ts';
import { LazyJson } from '../../../../src/runtime/value/lazy-json.ts';
import { EMPTY_RECORD } from '../../../../src/runtime/value/value.ts';
import type { Value, ValueRecord } from '../../../../src/runtime/value/value.ts';
import { clean, parseDefinition } from '../../../kit/parse-one.ts';
import { compileScript, runScript, toValue } from '../../../kit/run-script.ts';

function compile(text: string, args: object = {}): CompiledScript {
  const { source, definition } = parseDefinition(text);
  // fromJs makes a record of an object.
  return clean(
    emitScript(clean(analyseScript(definition, source)), fromJs(args) as ValueRecord, new Variables({})),
  );
}

/** What an instance makes of an event: the port and the value. */
function push(script: ReturnType<CompiledScript['create']>, port: string, event: Value): string {
  script.frame.event = event;
  script.frame.meta = EMPTY_RECORD;
  const outcome = script.run(port);
  if (outcome === 'error') return `${script.error!.code} ${script.error!.message}`;
  return outcome === 'drop' ? 'drop' : `${script.port} ${jsonText(script.value)}`;
}

describe('ports', () => {
  const script = compile(
    'script from odd emit ["odd", event] script from other emit => "x" script event',
  ).create();

  test('each port runs its own body', () => {
    expect([push(script, 'odd', 1), push(script, 'other', 2), push(script, 'in', 3)]).toEqual([
      'out ["odd",1]',
      'x 2',
      'out 3',
    ]);
  });

  test('a port that is not there is an error of the event', () => {
    expect(push(script, 'nowhere', 1)).toBe('FR843 the script `s` has no port `nowhere`');
  });
});

describe('state', () => {
  const script = compile(
    'args start = 0 state {"n": args.start} script from reset let state.n = 0; drop script let state.n = state.n + 1; state.n',
    { start: 10 },
  );

  test('begins with the state clause, lasts, and is shared by handlers', () => {
    const instance = script.create();
    expect([
      push(instance, 'in', null),
      push(instance, 'in', null),
      push(instance, 'reset', null),
      push(instance, 'in', null),
    ]).toEqual(['out 11', 'out 12', 'drop', 'out 1']);
  });

  test('belongs to one instance', () => {
    const [one, two] = [script.create(), script.create()];
    push(one, 'in', null);
    expect(push(two, 'in', null)).toBe('out 11');
  });

  test('can be taken out and put back', () => {
    const [one, two] = [script.create(), script.create()];
    push(one, 'in', null);
    two.frame.state = one.frame.state;
    expect(push(two, 'in', null)).toBe('out 12');
  });

  test('does not hold the block of input', () => {
    const block = Buffer.from('{"a":{"b":1}}');
    const instance = compile('script let state = event.a; state').create();
    push(instance, 'in', new LazyJson(block, 0, block.length, false));
    block.fill(0);
    expect(jsonText(instance.frame.state)).toBe('{"b":1}');
  });
});

describe('arguments', () => {
  test('are constants', () => {
    const script = compile('args a, b = 2 script const C = args.a + args.b; [C, args.a, args["b"], args]', {
      a: 1,
      b: 2,
    });
    expect(push(script.create(), 'in', null)).toBe('out [3,1,2,{"a":1,"b":2}]');
  });

  test('a branch that fails with these arguments fails only when it runs', () => {
    const script = compile('args a script match event of case 1 => args.a + 1 case _ => "fine" end', {
      a: 'x',
    });
    const instance = script.create();
    expect([push(instance, 'in', 2), push(instance, 'in', 1)]).toEqual([
      'out "fine"',
      'FR821 `+` is not defined for a string and an integer',
    ]);
  });

  test('a constant that fails with these arguments is a diagnostic', () => {
    const { source, definition } = parseDefinition('args a script const B = args.a + 1; B');
    const facts = clean(analyseScript(definition, source));
    const { diagnostics } = emitScript(facts, new Map<string, Value>([['a', 'x']]), new Variables({}));
    expect(diagnostics.map(({ code, title }) => [code, title])).toEqual([
      ['FR521', '`+` is not defined for a string and an integer'],
    ]);
  });
});

test('what nobody looks into leaves as the bytes it came as', () => {
  const text = '{"key": 1, "payload": {"a" : 1.50,"b":[ 1e3 ]} }';
  expect(runScript('let $key = event.key; event.payload', [text], 'lazy')).toEqual([
    '{"port":"out","value":{"a" : 1.50,"b":[ 1e3 ]},"meta":{"key":1}}',
  ]);
  expect(runScript('event', [text], 'lazy')).toEqual([`{"port":"out","value":${text}}`]);
});

test('an event can be looked into at the first level without building what is below', () => {
  const script = compileScript('let event.seen = true; event');
  script.frame.event = toValue('{"a": {"b" : 1.50}}', 'lazy');
  script.run('in');
  expect(jsonText(script.value)).toBe('{"a":{"b" : 1.50},"seen":true}');
});

test('metadata that is passed on is not changed', () => {
  const script = compileScript('let $a = 1; let $b.c = 2; event');
  const meta = new Map<string, Value>([['b', new Map<string, Value>([['d', 0]])]]);
  script.frame.meta = meta;
  script.run('in');
  expect([jsonText(meta), jsonText(script.frame.meta)]).toEqual([
    '{"b":{"d":0}}',
    '{"b":{"d":0,"c":2},"a":1}',
  ]);
});

describe('a record that several `let` write into', () => {
  test.each<[string, string]>([
    ['let event.a = 1; let event.b = 2; event', '{"x":0,"a":1,"b":2}'],
    ['let event.a = 1; let old = event; let event.a = 2; [old, event]', '[{"x":0,"a":1},{"x":0,"a":2}]'],
    ['let event.a = 1; let all = [event]; let event.b = 2; all', '[{"x":0,"a":1}]'],
    ['let event.a = 1; let event.self = event; let event.a = 2; event', '{"x":0,"a":2,"self":{"x":0,"a":1}}'],
    ['let event.a.b = 1; let old = event.a; let event.a.b = 2; [old, event.a]', '[{"b":1},{"b":2}]'],
    [
      'let r.a = 1; let r.b = 2; let s = r; let r.c = 3; let s.d = 4; [r, s]',
      '[{"a":1,"b":2,"c":3},{"a":1,"b":2,"d":4}]',
    ],
    ['let $a = 1; let m = $; let $b = 2; [m, $]', '[{"a":1},{"a":1,"b":2}]'],
    ['let event.a = 1; let old = match event of case x = _ => x end; let event.a = 2; old', '{"x":0,"a":1}'],
    [
      'let event.a = 1; let event = {"n": event}; let event.m = 2; let event.n.a = 3; event',
      '{"n":{"x":0,"a":3},"m":2}',
    ],
    [
      'let state = {"e": event}; let state.n = 1; let old = state; let state.n = 2; [old.n, state.n]',
      '[1,2]',
    ],
  ])('%s', (text, expected) => {
    const script = compileScript(text);
    const event = toValue('{"x":0}', 'built');
    expect([push(script, 'in', event), push(script, 'in', event), jsonText(event)]).toEqual([
      `out ${expected}`,
      push(compileScript(text), 'in', event),
      '{"x":0}',
    ]);
  });

  test('what came out for one event is not changed by the next', () => {
    const script = compileScript('let state.n = event; let state.list = [event]; state');
    script.frame.state = new Map<string, Value>();
    script.frame.event = 1;
    script.run('in');
    const first = script.value;
    script.frame.event = 2;
    script.run('in');
    expect([jsonText(first), jsonText(script.value)]).toEqual(['{"n":1,"list":[1]}', '{"n":2,"list":[2]}']);
  });
});

describe('values deeper than the stack', () => {
  const deep = (): Value => {
    let value: Value = 1;
    for (let depth = 0; depth < 200_000; depth++) value = [value];
    return value;
  };

  test.each([
    ['event == event[0]', 'FR844 the event is nested too deeply for the script `script`'],
    ['"#{event}"', /^FR832 more than 1024 records and arrays/],
  ])('%s is an error of the event', (text, message) => {
    const script = compileScript(text);
    expect(push(script, 'in', deep())).toMatch(message);
  });
});
