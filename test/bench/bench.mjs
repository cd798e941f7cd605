// `npm run bench [-- --mb 200 --only changes --write]`: the main job measured beside the bare SDK doing the same, in one run.
// Nothing is asserted: these figures are for people. `--write` puts them into docs/benchmarks.md.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { benchChanges } from './changes.mjs';
import { SHAPES, writeLines } from './data.mjs';
import { benchCheckpoints } from './checkpoints.mjs';
import { benchLocalS3 } from './local-s3.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const COMMAND = here('../../dist/command/main.js');
const MEASURE = here('measure.mjs');
const { values: options } = parseArgs({
  options: {
    mb: { type: 'string', default: '200' },
    /** One section: `lines`, `checkpoints`, `changes`, `start-up`, `windows` or `local-s3`. */
    only: { type: 'string' },
    objects: { type: 'string', default: '10000' },
    'large-mb': { type: 'string', default: '2000' },
    keys: { type: 'string', default: '1000,100000,1000000' },
    write: { type: 'boolean', default: false },
  },
});
const wants = (section) => options.only === undefined || options.only === section;
const MEGABYTES = Number(options.mb);
const OBJECTS = 5_000;

const dir = mkdtempSync(join(tmpdir(), 'flowrun-bench-'));
const out = [];
const say = (line = '') => {
  out.push(line);
  process.stdout.write(`${line}\n`);
};

/** Runs a program to its end and returns what the whole process took, and what it said on stderr when `hears`. */
function measure(args, env = {}, { node = [], hears = false } = {}) {
  const report = join(dir, 'report.json');
  const { status, stderr } = spawnSync(process.execPath, [...node, '--import', MEASURE, ...args], {
    env: {
      ...process.env,
      ...env,
      BENCH_REPORT: report,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', hears ? 'pipe' : 'inherit'],
  });
  if (status !== 0) throw new Error(`${args.join(' ')} has failed\n${stderr ?? ''}`);
  return { ...JSON.parse(readFileSync(report, 'utf8')), stderr };
}

/** The s3demo shape: key and payload of each line, into `sink`. */
function flowText(input, sink) {
  return `define flow bench flow
  define connector lines from file with
    codec = "json", preprocessors = ["separate"], config = { "path": ${JSON.stringify(input)} }
  end;
  define connector sink from ${sink} end;
  define pipeline keyed pipeline
    define script key script let $s3 = { "key": event.key }; event.payload end;
    create script key;
    select event from in into key;
    select event from key into out;
  end;
  create connector lines; create connector sink; create pipeline keyed;
  connect /connector/lines to /pipeline/keyed;
  connect /pipeline/keyed to /connector/sink;
end;
deploy flow bench;`;
}

/** Encodes every event and throws the bytes away. */
const MEMORY_SINK = 'null with codec = "json"';

function s3Sink(endpoint) {
  return `s3 with codec = "json", config = { "bucket": "bench", "endpoint": ${JSON.stringify(endpoint)}, "path_style": true, "min_part_size": 8388608 }`;
}

async function startServer() {
  const child = spawn(
    process.execPath,
    [
      COMMAND,
      's3',
      'serve',
      join(dir, 's3'),
      '--port',
      '0',
      '--bucket',
      'bench',
      '--access-key',
      'bench',
      '--secret-key',
      'benchbenchbench',
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  let text = '';
  for await (const chunk of child.stdout) {
    text += chunk;
    if (text.includes('AWS_SECRET_ACCESS_KEY')) break;
  }
  return { child, endpoint: /AWS_ENDPOINT_URL=(\S+)/.exec(text)[1] };
}

const cell = (value, width) => String(value).padStart(width);
function row(name, data, result) {
  const mb = (data.bytes / 1e6 / result.seconds).toFixed(0);
  const events = Math.round(data.lines / result.seconds).toLocaleString('en-US');
  say(
    `| ${name.padEnd(34)} | ${cell(mb, 6)} | ${cell(events, 9)} | ${cell(result.seconds.toFixed(2), 6)} | ${cell(result.cpu.toFixed(2), 6)} | ${cell(result.rssMb.toFixed(0), 6)} |`,
  );
}

function head(title) {
  say();
  say(`### ${title}`);
  say();
  say('| run                                |   MB/s |  events/s |      s |  CPU s | RSS MB |');
  say('| ---------------------------------- | -----: | --------: | -----: | -----: | -----: |');
}

function startUp() {
  say();
  say('### Start-up');
  say();
  say('| command                              | median s | of bare node |');
  say('| ------------------------------------ | -------: | -----------: |');
  const median = (args) => {
    const times = Array.from({ length: 7 }, () => {
      const before = performance.now();
      execFileSync(process.execPath, args, { stdio: 'ignore', cwd: dir });
      return (performance.now() - before) / 1000;
    });
    return times.sort((a, b) => a - b)[3];
  };
  const bare = median(['-e', '0']);
  for (const [name, args] of [
    ['node -e 0', ['-e', '0']],
    ['flowrun --version', [COMMAND, '--version']],
    ['flowrun check flows/s3demo.flow', [COMMAND, 'check', here('../../flows/s3demo.flow')]],
    ['flowrun flows/s3demo.flow --local', [COMMAND, here('../../flows/s3demo.flow'), '--local', '--quiet']],
  ]) {
    const seconds = median(args);
    say(
      `| ${name.padEnd(36)} | ${cell(seconds.toFixed(3), 8)} | ${cell(`${(seconds / bare).toFixed(1)}x`, 12)} |`,
    );
  }
}

function windows() {
  say();
  say('### A grouped window: events per second, beside a count by hand in the same process');
  say();
  say('| groups | window | by hand | peak RSS |');
  say('| -----: | -----: | ------: | -------: |');
  // A process each, so that the memory is that of so many groups.
  for (const keys of [10, 1_000, 100_000]) {
    const args = [here('windows.mjs'), '1000000', String(keys)];
    say(execFileSync(process.execPath, args, { encoding: 'utf8' }).trimEnd());
  }
}

async function main() {
  say(
    `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${cpus().length} cores, ${MEGABYTES} MB of input per run.`,
  );
  say('Whole processes, start-up included; CPU of the server is not counted, but it shares the cores.');
  const server = await startServer();
  const env = {
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'benchbenchbench',
    AWS_REGION: 'us-east-1',
    BENCH_ENDPOINT: server.endpoint,
  };
  const runFlow = (input, sink) => {
    const flow = join(dir, 'bench.flow');
    writeFileSync(flow, flowText(input, sink));
    return measure([COMMAND, flow, '--quiet'], env);
  };
  try {
    for (const shape of wants('lines') ? SHAPES : []) {
      head(`${shape.name}: lines of about ${shape.bytes} B`);
      const one = writeLines(join(dir, `${shape.name}-one.ndjson`), shape, MEGABYTES, Infinity, () => 'all');
      row('one key, into memory', one, runFlow(one.path, MEMORY_SINK));
      row('one key, into the local S3', one, runFlow(one.path, s3Sink(server.endpoint)));
      row(
        '  bare SDK, the same bytes',
        one,
        measure([here('sdk.mjs'), 'parts', String(one.payloadBytes)], env),
      );
      rmSync(one.path);
      const many = writeLines(
        join(dir, `${shape.name}-many.ndjson`),
        shape,
        MEGABYTES,
        OBJECTS,
        (n) => `k/${n}`,
      );
      const mean = Math.round(many.payloadBytes / many.lines);
      row('a key per line, into memory', many, runFlow(many.path, MEMORY_SINK));
      row('a key per line, into the local S3', many, runFlow(many.path, s3Sink(server.endpoint)));
      row(
        '  bare SDK, the same objects',
        many,
        measure([here('sdk.mjs'), 'objects', String(many.lines), String(mean)], env),
      );
      rmSync(many.path);
    }
    if (wants('checkpoints')) {
      const job = { dir, env, measure, command: COMMAND, megabytes: MEGABYTES };
      benchCheckpoints(say, { ...job, keyed: flowText, s3Sink: s3Sink(server.endpoint) });
    }
    if (wants('changes')) {
      await benchChanges(say, {
        dir,
        env,
        measure,
        objects: Number(options.objects),
        largeMb: Number(options['large-mb']),
        keys: options.keys.split(',').map(Number),
      });
    }
    if (wants('start-up')) startUp();
    if (wants('windows')) windows();
  } finally {
    server.child.kill('SIGTERM');
    rmSync(dir, { recursive: true, force: true });
  }
  if (wants('local-s3')) await benchLocalS3(say);
  if (options.write) await writeReport();
}

async function writeReport() {
  const path = here('../../docs/benchmarks.md');
  const text = `${readFileSync(here('benchmarks-head.md'), 'utf8')}\n${out.join('\n')}\n`;
  writeFileSync(path, await format(text, { ...(await resolveConfig(path)), filepath: path }));
}

await main();
