import { expect, test } from 'vitest';
import { compile } from '../../../src/dsl/index.ts';
import { testRegistry } from '../../kit/registry.ts';

/** The demand on the connector `files` in a flow with these pipelines; `more` is further statements. */
async function demandIn(pipelines: string, more = ''): Promise<readonly string[]> {
  const text = `
    define flow test
    flow
      define connector files from file with codec = "json", config = {"path": "x"} end;
      define connector sink from null;
      create connector files;
      create connector sink;
      ${pipelines}
      create pipeline main;
      connect /connector/files to /pipeline/main;
      connect /pipeline/main to /connector/sink;
      ${more}
    end;
    deploy flow test;
  `;
  const { value } = await compile({ name: 'test.flow', text }, { registry: testRegistry() });
  return [...value!.flows[0]!.connectors[0]!.demand.fields].sort();
}

function main(body: string): string {
  return `define pipeline main pipeline ${body} end;`;
}

test.each([
  ['a plain pass', 'select event from in into out;', []],
  ['a condition', 'select event from in where event.a > event.b.c into out;', ['a', 'b']],
  ['a selected field', 'select {"x": event.a} from in into out having event.x > 1;', ['a']],
  ['a condition on the event as it was', 'select event from in into out having event.a;', ['a']],
  [
    'a script behind a pass and a stream',
    'define script s script let e = event; [e.a, event.b] end; create script s; create stream t;' +
      'select event from in into t; select event from t into s; select event from s into out;',
    ['a', 'b'],
  ],
  [
    'a script that changes the event',
    'define script s script {"z": event.a} end; create script s;' +
      'select event from in into s; select event.z from s into out;',
    ['a'],
  ],
  [
    'what comes after a script that passes the event on',
    'define script s script match event.a of case 1 => drop case _ => event end end; create script s;' +
      'select event from in into s; select event.b from s into out;',
    ['a', 'b'],
  ],
  [
    'a nested pipeline',
    'define pipeline inner pipeline select event from in where event.a into out; end; create pipeline inner;' +
      'select event from in into inner; select event.b from inner into out;',
    ['a', 'b'],
  ],
])('demand of %s', async (_, body, fields) => {
  expect(await demandIn(main(body))).toEqual(fields);
});

test('demand goes on into the next pipeline, as long as events are passed on', async () => {
  const pipelines = `
    ${main('select event from in into out; select event.a from in into out/cut;')}
    define pipeline next pipeline select event.b from in into out; end;
    define pipeline cut pipeline select event.c from in into out; end;
    create pipeline next;
    create pipeline cut;
  `;
  const more = `
    connect /pipeline/main to /pipeline/next;
    connect /pipeline/main/cut to /pipeline/cut;
    connect /pipeline/next to /connector/sink;
    connect /pipeline/cut to /connector/sink;
  `;
  expect(await demandIn(pipelines, more)).toEqual(['a', 'b']);
});

test('demand is what all pipelines together look at', async () => {
  const pipelines = `
    ${main('select event.a from in into out;')}
    define pipeline other pipeline select event.b from in into out; end;
    create pipeline other;
  `;
  const more = `
    connect /connector/files to /pipeline/other;
    connect /pipeline/other to /connector/sink;
  `;
  expect(await demandIn(pipelines, more)).toEqual(['a', 'b']);
});
