import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compile, render } from '../../src/dsl/index.ts';
import type { FlowPlan, Override } from '../../src/dsl/index.ts';
import { settle } from '../../src/runtime/value/captured.ts';
import { Batch } from '../../src/runtime/batch.ts';
import { jsonText, parseJson } from '../../src/runtime/value/json.ts';
import { EMPTY_RECORD } from '../../src/runtime/value/value.ts';
import { testRegistry } from '../kit/registry.ts';
import { pushLines } from '../kit/run-pipeline.ts';

async function flowsOf(text: string, overrides: readonly Override[] = []): Promise<readonly FlowPlan[]> {
  const { value, diagnostics } = await compile(
    { name: 'test.flow', text },
    { registry: testRegistry(), overrides },
  );
  expect(render(diagnostics, { colour: false })).toBe('');
  return value!.flows;
}

async function problemsOf(text: string, overrides: readonly Override[] = []): Promise<string> {
  const options = { registry: testRegistry(), overrides };
  const { value, diagnostics } = await compile({ name: 'test.flow', text }, options);
  expect(value).toBeNull();
  return render(diagnostics, { colour: false });
}

describe('the flow of the announcement', () => {
  const text = readFileSync(new URL('../../flows/s3demo.flow', import.meta.url), 'utf8');

  test('becomes its plan', async () => {
    const [flow] = await flowsOf(text);
    expect(flow!.name).toBe('s3demo');
    expect(flow!.links).toEqual([
      {
        from: { what: 'connector', name: 'files3', port: 'out' },
        to: { what: 'pipeline', name: 's3pipe', port: 'in' },
      },
      {
        from: { what: 'pipeline', name: 's3pipe', port: 'out' },
        to: { what: 'connector', name: 's3conn', port: 'in' },
      },
    ]);
    expect(flow!.connectors.map(({ definition, ...rest }) => ({ type: definition.type, ...rest }))).toEqual([
      {
        type: 's3',
        name: 's3conn',
        config: {
          aws_access_token: 'AWS_ACCESS_KEY_ID',
          aws_secret_access_key: 'AWS_SECRET_ACCESS_KEY',
          aws_region: 'AWS_REGION',
          bucket: 'tremordemo',
          min_part_size: 5_242_880,
          path_style: false,
        },
        codec: { name: 'json', config: { mode: 'unsorted' } },
        preprocessors: [],
        postprocessors: [],
        demand: { fields: [] },
      },
      {
        type: 'file',
        name: 'files3',
        config: { mode: 'read', path: 'sample.json' },
        codec: { name: 'json', config: { mode: 'unsorted' } },
        preprocessors: [{ name: 'separate', config: { separator: '\n' } }],
        postprocessors: [],
        demand: { fields: ['key', 'payload'] },
      },
    ]);
    expect(flow!.pipelines.map(({ name, inputs, outputs }) => ({ name, inputs, outputs }))).toEqual([
      { name: 's3pipe', inputs: ['in'], outputs: ['out', 'err'] },
    ]);
  });

  test('sends the payload, with the key as metadata', async () => {
    const [flow] = await flowsOf(text);
    const lines = readFileSync(new URL('../../flows/sample.json', import.meta.url), 'utf8')
      .trim()
      .split('\n');
    const input = lines.map((line) => `{"value":${line}}`).join('\n');
    expect(pushLines(flow!.pipelines[0]!.create(), input)).toBe(
      '{"port":"out","value":{"event1":"hello1","key2":[1,2,3,4,5]},"meta":{"s3":{"key":"key1"}}}\n' +
        '{"port":"out","value":{"event3":{"nested Obj":["vec1","vec2","vec3"]}},"meta":{"s3":{"key":"key2"}}}\n' +
        '{"port":"out","value":{"event3":null},"meta":{"s3":{"key":"key3"}}}\n',
    );
  });

  test('loads the parts that it names, and no others', async () => {
    const loaded: string[] = [];
    await compile({ name: 's3demo.flow', text }, { registry: testRegistry(loaded) });
    expect(new Set(loaded)).toEqual(new Set(['s3', 'file', 'json', 'separate']));
  });
});

describe('arguments', () => {
  const text = `
    define flow copier
    args input, output = "out.json", limit = 10
    flow
      define connector source from file
      args path, mode = "read"
      with codec = "json", config = {"path": "data/#{args.path}", "mode": args.mode} end;
      define connector sink from file
      args path = args.output
      with codec = "json", config = {"path": args.path, "mode": "write"} end;
      define pipeline filter
      args limit
      pipeline
        select event from in where event < args.limit into out;
      end;
      create connector source with path = args.input end;
      create connector sink;
      create pipeline filter with limit = args.limit end;
      create pipeline narrow from filter with limit = args.limit / 2 end;
      connect /connector/source to /pipeline/filter;
      connect /pipeline/filter to /pipeline/narrow;
      connect /pipeline/narrow to /connector/sink;
    end;
    deploy flow copier with input = "a.json" end;
    deploy flow second from copier with input = "b.json", output = "b.out", limit = 4 end;
  `;

  test('go from deploy by way of create and defaults into settings, per instance', async () => {
    const flows = await flowsOf(text);
    const paths = flows.map(({ connectors }) =>
      connectors.map(({ config }) => (config as { path: string }).path),
    );
    expect(paths).toEqual([
      ['data/a.json', 'out.json'],
      ['data/b.json', 'b.out'],
    ]);
  });

  test('reach the expressions of pipelines, per instance', async () => {
    const flows = await flowsOf(text);
    const input = [1, 3, 7, 12].map((value) => `{"value":${value}}`).join('\n');
    const counts = flows.map(({ pipelines }) =>
      pipelines.map((each) => pushLines(each.create(), input).split('\n').length - 1),
    );
    expect(counts).toEqual([
      [3, 2],
      [2, 1],
    ]);
  });

  test('of the command line win over those of deploy, in every flow', async () => {
    const flows = await flowsOf(text, [{ name: 'input', value: 'c.json', text: '--arg input=c.json' }]);
    expect(flows.map(({ connectors }) => (connectors[0]!.config as { path: string }).path)).toEqual([
      'data/c.json',
      'data/c.json',
    ]);
  });

  test('of the command line may be the only ones', async () => {
    const short = text.replace('with input = "a.json" end', '').replace(/deploy flow second.*/, '');
    const [flow] = await flowsOf(short, [{ name: 'input', value: 'c.json', text: '--arg input=c.json' }]);
    expect((flow!.connectors[0]!.config as { path: string }).path).toBe('data/c.json');
    expect(await problemsOf(short)).toContain('error[FR401]: missing argument `input` of flow `copier`');
  });

  test('of the command line that no flow has are a mistake on the command line', async () => {
    expect(await problemsOf(text, [{ name: 'inptu', value: 'c.json', text: '--arg inptu=c.json' }])).toBe(
      [
        'error[FR415]: unknown argument `inptu`',
        ' --> command line:1:7',
        '  |',
        '1 | --arg inptu=c.json',
        '  |       ^^^^^ no deployed flow has this argument',
        '  |',
        '  = help: did you mean `input`?',
        '  = note: `flowrun explain FR415` tells more',
        '',
        '1 error',
        '',
      ].join('\n'),
    );
  });

  test('of the command line have the type that the setting asks for', async () => {
    const problems = await problemsOf(text, [{ name: 'output', value: 5, text: '--arg output=5' }]);
    expect(problems).toContain('must be a string, found an integer');
  });
});

describe('instances of one pipeline', () => {
  const text = `
    define flow main
    flow
      define pipeline count
      pipeline
        define script count
        state 0
        script
          let state = state + event;
          state
        end;
        create script count;
        select event from in into count;
        select event from count into out;
      end;
      create pipeline count;
    end;
    deploy flow main;
  `;

  async function countPipeline() {
    const { value } = await compile({ name: 'test.flow', text }, { registry: testRegistry() });
    return value!.flows[0]!.pipelines[0]!;
  }

  test('have a state of their own', async () => {
    const plan = await countPipeline();
    const [first, second] = [plan.create(), plan.create()];
    pushLines(first, '{"value":1}\n{"value":2}');
    expect(jsonText(settle(first.capture()))).toBe('{"count/count":3}');
    expect(jsonText(settle(second.capture()))).toBe('{"count/count":0}');
  });

  test('go on from a captured state', async () => {
    const plan = await countPipeline();
    const before = plan.create();
    pushLines(before, '{"value":1}\n{"value":2}');
    const saved = parseJson(jsonText(settle(before.capture())));
    const after = plan.create();
    after.restore(saved);
    expect(pushLines(after, '{"value":3}')).toBe('{"port":"out","value":6}\n');
  });

  test('begin with their initial state where a checkpoint knows nothing of them', async () => {
    const after = (await countPipeline()).create();
    after.restore(new Map([['count/other', 7]]));
    expect(pushLines(after, '{"value":3}')).toBe('{"port":"out","value":3}\n');
  });

  test('pass on where an event came from', async () => {
    const pipeline = (await countPipeline()).create();
    const outputs = pipeline.outputs.map(() => new Batch({ uri: 'file:///in' }, 5n));
    const batch = new Batch({ uri: 'file:///in' }, 5n);
    batch.push(1, EMPTY_RECORD, 100);
    batch.push('x', EMPTY_RECORD, 102);
    pipeline.push('in', batch, { port: (index) => outputs[index]! });
    expect(outputs[0]!.offsets).toEqual([100]);
    expect(outputs[1]!.offsets).toEqual([102]);
    expect(jsonText((outputs[1]!.values[0] as ReadonlyMap<string, string>).get('origin')!)).toBe(
      '{"uri":"file:///in","offset":102}',
    );
  });
});

test('connectors can be linked directly', async () => {
  const [flow] = await flowsOf(`
    define flow copier
    flow
      define connector in_file from file with codec = "json", config = {"path": "in.json"} end;
      define connector out_file from file with codec = "json", config = {"path": "o", "mode": "write"} end;
      create connector in_file;
      create connector out_file;
      connect /connector/in_file to /connector/out_file;
      connect /connector/in_file/err to /connector/out_file;
    end;
    deploy flow copier;
  `);
  expect(flow!.links.map(({ from, to }) => `${from.name}/${from.port} ${to.name}/${to.port}`)).toEqual([
    'in_file/out out_file/in',
    'in_file/err out_file/in',
  ]);
});

test('an optional codec is the default one', async () => {
  const [flow] = await flowsOf(`
    define flow echo
    flow
      define connector console from stdio;
      define connector lines from stdio with codec = "json", postprocessors = ["lines", {"name": "compress", "config": {"level": 9}}] end;
      create connector console;
      create connector lines;
      connect /connector/console to /connector/lines;
    end;
    deploy flow echo;
  `);
  expect(flow!.connectors.map(({ codec }) => codec?.name)).toEqual(['string', 'json']);
  expect(flow!.connectors[1]!.postprocessors).toEqual([
    { name: 'separate', config: { separator: '\n' } },
    { name: 'compress', config: { level: 9 } },
  ]);
});

describe('how often something is measured', () => {
  const flow = (head: string, config: string, setting = '') => `${head}
define flow main
flow
  define connector beat from metronome with config = {"interval": 1000} ${setting} end;
  define pipeline p
  args every = 5
  pipeline
    ${config}
    select event from in into out;
  end;
  define connector counts from metrics;
  define connector sink from null;
  create connector beat;
  create connector counts;
  create connector sink;
  create pipeline p;
  connect /connector/beat to /pipeline/p;
  connect /connector/counts to /connector/sink;
  connect /pipeline/p to /connector/sink;
end;
deploy flow main;`;
  const measured = async (text: string) => {
    const [plan] = await flowsOf(text);
    const nodes = [...plan!.connectors, ...plan!.pipelines];
    const intervals = Object.fromEntries(nodes.map((node) => [node.name, node.metricsIntervalMs]));
    return { id: plan!.id, pipeline: plan!.pipelines[0]!.id, intervals };
  };

  test('never, unless it is asked for', async () => {
    const intervals = { beat: undefined, counts: undefined, sink: undefined, p: undefined };
    expect(await measured(flow('', ''))).toEqual({ id: undefined, pipeline: undefined, intervals });
  });

  test('the head of the file counts for what has none of its own', async () => {
    const text = flow(
      '#!config metrics_interval_s = 7.0\n#!config id = "a"',
      '#!config id = "b"',
      ', metrics_interval_s = 1.5',
    );
    const intervals = { beat: 1_500, counts: 7_000, sink: 7_000, p: 7_000 };
    expect(await measured(text)).toEqual({ id: 'a', pipeline: 'b', intervals });
  });

  test('in a pipeline, its arguments are known', async () => {
    const text = flow('', '#!config metrics_interval_s = args.every / 2\n#!config id = "p#{args.every}"');
    const intervals = { beat: undefined, counts: undefined, sink: undefined, p: 2_500 };
    expect(await measured(text)).toEqual({ id: undefined, pipeline: 'p5', intervals });
  });
});
