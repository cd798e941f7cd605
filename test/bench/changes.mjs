// Connector `s3_changes` beside the bare SDK: many small objects, a large one, and polls in which nothing changes.
import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const COMMAND = here('../../dist/command/main.js');

function flowText(config, parts) {
  return `define flow bench flow
  define connector inbox from s3_changes with ${parts} config = ${JSON.stringify(config)} end;
  define connector nowhere from \`null\` with codec = "${config.emit === 'content' ? 'binary' : 'json'}" end;
  create connector inbox; create connector nowhere;
  connect /connector/inbox to /connector/nowhere;
end;
deploy flow bench;`;
}

/** `measure` runs a program to its end; `objects`, `largeMb` and `keys` say how much there is to do. */
export async function benchChanges(say, { dir, env, measure, objects, largeMb, keys }) {
  const flow = join(dir, 'changes.flow');
  const state = join(dir, 'state');
  const run = (config, parts = '', node = []) => {
    const base = { bucket: 'bench', path_style: true, once: true };
    writeFileSync(flow, flowText({ ...base, ...config }, parts));
    return measure([COMMAND, flow, '--quiet', '--state', state], env, { node });
  };
  const endpoint = env.BENCH_ENDPOINT;
  const content = (prefix, more = {}) =>
    run({ endpoint, prefix, emit: 'content', ...more }, 'codec = "binary",');
  const line = (name, amount, unit, { seconds, cpu, rssMb }) =>
    say(
      `| ${name.padEnd(38)} | ${(amount / seconds).toFixed(0).padStart(8)} ${unit.padEnd(9)} | ${seconds.toFixed(2).padStart(6)} | ${cpu.toFixed(2).padStart(6)} | ${rssMb.toFixed(0).padStart(6)} |`,
    );
  say();
  say('### Watching a bucket: `s3_changes` to `null`');
  say();
  say('| run                                    |          per second |      s |  CPU s | RSS MB |');
  say('| -------------------------------------- | ------------------: | -----: | -----: | -----: |');
  // In a process of its own: what this one has held would count as memory of those that it starts.
  measure([here('put.mjs'), String(objects), String(largeMb)], env);
  line(`${objects} objects of 1 KB`, objects, 'objects', content('small/'));
  line(
    '  bare SDK, the same GETs',
    objects,
    'objects',
    measure([here('sdk-read.mjs'), 'objects', 'small/'], env),
  );
  rmSync(state, { recursive: true });
  line(`an object of ${largeMb} MB`, largeMb, 'MB', content('large'));
  rmSync(state, { recursive: true });
  const lines = run(
    { endpoint, prefix: 'large', emit: 'content' },
    'codec = "binary", preprocessors = ["separate"],',
  );
  line('  the same in lines of 1 KB', largeMb, 'MB', lines);
  line('  bare SDK, the same GETs', largeMb, 'MB', measure([here('sdk-read.mjs'), 'pieces', 'large'], env));
  rmSync(state, { recursive: true });
  for (const count of keys) {
    const server = await startListServer(count);
    const name = `${count.toLocaleString('en-US')} keys`;
    line(`${name}, first poll`, count, 'keys', run({ endpoint: server.endpoint }));
    line(`${name}, nothing changed`, count, 'keys', run({ endpoint: server.endpoint }));
    // What grows with the bucket would not fit into this.
    const small = run({ endpoint: server.endpoint }, '', [
      '--max-old-space-size=48',
      '--max-semi-space-size=2',
    ]);
    line('  the same with a heap of 48 MB', count, 'keys', small);
    server.child.kill('SIGTERM');
    rmSync(state, { recursive: true });
  }
}

async function startListServer(keys) {
  const child = spawn(process.execPath, [here('list-server.mjs'), String(keys)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const chunk of child.stdout) return { child, endpoint: String(chunk).trim() };
  throw new Error('the list server has ended');
}
