import { expect, test } from 'vitest';
import { CompileError, compileQuery, jsonText } from '../../src/index.ts';
import type { QueryResult, Value } from '../../src/index.ts';

const linesOf = (result: QueryResult) =>
  result.map(([port, { value, meta }]) => `${port} ${jsonText(value)} ${jsonText(meta)}`);

test('events come out of ports in the order of the selects', () => {
  const query = compileQuery(`
    select event from in into out/b;
    select event + 1 from in into out;
    select event + "x" from in into out;
    select event from in/other into out/b;`);
  expect(query.inputs).toEqual(['in', 'other']);
  expect(query.outputs).toEqual(['out', 'b', 'err']);
  const [first, second, third] = query.run(1, { meta: { m: 1 } });
  expect(linesOf([first!, second!])).toEqual(['b 1 {"m":1}', 'out 2 {"m":1}']);
  expect(third![0]).toBe('err');
  expect(jsonText(third![1].value)).toContain('is not defined for an integer and a string');
  expect(linesOf(query.run(2, { port: 'other' }))).toEqual(['b 2 {}']);
});

test('state can be taken and put back', () => {
  const text = `
    define script count state 0 script let state = state + 1; state end;
    create script count;
    select event from in into count;
    select event from count into out;`;
  const first = compileQuery(text);
  first.run(null);
  const saved = JSON.parse(jsonText(first.capture())) as unknown;
  const second = compileQuery(text);
  second.restore(saved);
  expect(linesOf(second.run(null))).toEqual(['out 2 {}']);
});

test('windows are part of the state', () => {
  const text = `
    define window two from tumbling with size = 2 end;
    select {"key": group[0], "all": aggr::win::collect_flattened(event.n)} from in[two] group by event.key into out;`;
  const first = compileQuery(text);
  first.run({ key: 'a', n: 1 });
  const second = compileQuery(text);
  second.restore(first.capture());
  expect(linesOf(second.run({ key: 'a', n: 2 }))).toEqual(['out {"key":"a","all":[1,2]} {}']);
});

test('the state of a script is taken as it is: however large, it is not copied', () => {
  const query = compileQuery(`
    define script keep state {"all": [1]} script event end;
    create script keep;
    select event from in into keep;
    select event from keep into out;`);
  const [one, other] = [query.capture(), query.capture()] as ReadonlyMap<string, Value>[];
  expect([...one!.keys()]).toEqual(['query/keep']);
  expect(one!.get('query/keep')).toBe(other!.get('query/keep'));
});

test('mistakes are thrown', () => {
  expect(() => compileQuery('select event from nowhere into out;')).toThrow(CompileError);
  expect(() => compileQuery('connect /connector/a to /pipeline/b;')).toThrow('cannot stand in a query');
  expect(() => compileQuery('select args.x from in into out;')).toThrow(CompileError);
});

test('an unknown port is refused', () => {
  const query = compileQuery('select event from in into out;');
  expect(() => query.run(1, { port: 'side' })).toThrow('the query has no input port `side`');
});
