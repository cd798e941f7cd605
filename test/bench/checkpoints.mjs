// What checkpoints cost the flow: for how long it stands still while its state is captured, ten times a second.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SHAPES, writeLines } from './data.mjs';

/** A count for each of 10,000 keys: all of them are in every checkpoint. */
function windowText(input) {
  return `define flow bench flow
  define connector lines from file with
    codec = "json", preprocessors = ["separate"], config = { "path": ${JSON.stringify(input)} }
  end;
  define connector sink from \`null\` with codec = "json" end;
  define pipeline counted pipeline
    define window w from tumbling with size = 1000000 end;
    select { "key": group[0], "n": aggr::stats::count() } from in[w] group by event.key into out;
  end;
  create connector lines; create connector sink; create pipeline counted;
  connect /connector/lines to /pipeline/counted;
  connect /pipeline/counted to /connector/sink;
end;
deploy flow bench;`;
}

/** `keyed(input, sink)` is the flow of the main job. */
export function benchCheckpoints(say, { dir, env, measure, command, megabytes, keyed, s3Sink }) {
  const flow = join(dir, 'checkpoints.flow');
  const state = join(dir, 'checkpoints');
  const run = (text, interval) => {
    writeFileSync(flow, text);
    const args = [command, flow, '--json-logs', '--state', state];
    const options = interval === null ? ['--no-state'] : ['--checkpoint-interval', interval];
    const result = measure([...args, ...options], env, { hears: true });
    rmSync(state, { recursive: true, force: true });
    const lines = result.stderr.split('\n').filter((line) => line.includes('"summary"'));
    return { ...result, checkpoints: JSON.parse(lines[0]).checkpoints };
  };
  say();
  say('### Checkpoints: for how long the flow stands still');
  say();
  say('| run                                |   MB/s |  CPU s | checkpoints | longest capture |');
  say('| ---------------------------------- | -----: | -----: | ----------: | --------------: |');
  const row = (name, { seconds, cpu, checkpoints }, bytes) => {
    const longest = checkpoints === null ? '' : `${checkpoints.longestCaptureMs.toFixed(1)} ms`;
    const made = String(checkpoints?.made ?? 0);
    say(
      `| ${name.padEnd(34)} | ${(bytes / 1e6 / seconds).toFixed(0).padStart(6)} | ${cpu.toFixed(2).padStart(6)} | ${made.padStart(11)} | ${longest.padStart(15)} |`,
    );
  };
  const medium = SHAPES.find(({ name }) => name === 'medium');
  const one = writeLines(join(dir, 'one.ndjson'), medium, megabytes, Infinity, () => 'all');
  const s3 = keyed(one.path, s3Sink);
  row('one key into S3, no checkpoints', run(s3, null), one.bytes);
  row('one key into S3, every second', run(s3, '1s'), one.bytes);
  row('one key into S3, every 100 ms', run(s3, '100ms'), one.bytes);
  rmSync(one.path);
  const many = writeLines(join(dir, 'many.ndjson'), medium, megabytes, Infinity, (n) => `k/${n % 10_000}`);
  const counted = windowText(many.path);
  row('10,000 open groups, no checkpoints', run(counted, null), many.bytes);
  row('10,000 open groups, every second', run(counted, '1s'), many.bytes);
  rmSync(many.path);
}
