// `node test/bench/json.bench.mjs`: what decoding and encoding JSON costs, beside the platform's own parser in the
// same run. MB/s of CPU time, medians of several rounds over the same bytes. The codec is bundled as in the command:
// constants of other modules are constants only then.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { SHAPES, writeLines } from './data.mjs';

const ROUNDS = 9;
const BLOCK = 256 * 1024;
const MEGABYTES = 16;
const source = (path) => fileURLToPath(new URL(`../../src/runtime/${path}`, import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'flowrun-json-'));
const { jsonCodec, parseJson, writeJson, ByteWriter } = await bundled();

async function bundled() {
  const entry = join(dir, 'entry.ts');
  writeFileSync(
    entry,
    `export { jsonCodec } from ${JSON.stringify(source('codecs/json.ts'))};
     export { parseJson, writeJson } from ${JSON.stringify(source('value/json.ts'))};
     export { ByteWriter } from ${JSON.stringify(source('byte-writer.ts'))};`,
  );
  const bundle = await rolldown({ input: entry, platform: 'node', cwd: source('../..') });
  await bundle.write({ file: join(dir, 'entry.mjs'), format: 'esm' });
  return import(pathToFileURL(join(dir, 'entry.mjs')).href);
}

/** Blocks as a file source reads them, each cut behind its last line; `ends` are the ends of the lines. */
function blocksOf(bytes) {
  const blocks = [];
  for (let start = 0; start < bytes.length;) {
    const end = bytes.lastIndexOf(10, start + BLOCK) + 1 || bytes.length;
    const block = Buffer.from(bytes.subarray(start, end));
    const ends = [];
    for (let at = block.indexOf(10); at >= 0; at = block.indexOf(10, at + 1)) ends.push(at);
    blocks.push({ block, ends });
    start = end;
  }
  return blocks;
}

function forEachLine(blocks, take) {
  for (const { block, ends } of blocks) {
    let start = 0;
    for (const end of ends) {
      take(block, start, end);
      start = end + 1;
    }
  }
}

const demanding = (fields) => jsonCodec.create({}, { fields });

/** Each makes a function of (block, start, end of a line). */
const STAGES = {
  'JSON.parse': () => (block, start, end) => JSON.parse(block.utf8Slice(start, end)),
  'JSON.parse, stringify `payload`': () => {
    const out = new ByteWriter();
    return (block, start, end) => {
      out.truncate(0);
      out.utf8(JSON.stringify(JSON.parse(block.utf8Slice(start, end)).payload));
    };
  },
  'decode, nothing read': () => {
    const codec = demanding([]);
    return (block, start, end) => codec.decode(block, start, end);
  },
  'decode, `key` and `payload` asked for': () => {
    const codec = demanding(['key', 'payload']);
    return (block, start, end) => {
      const event = codec.decode(block, start, end);
      if (event.field('key') === undefined || event.field('payload') === undefined) throw new Error('lost');
    };
  },
  'the same, encode `payload`': () => {
    const codec = demanding(['key', 'payload']);
    const out = new ByteWriter();
    return (block, start, end) => {
      out.truncate(0);
      codec.encode(codec.decode(block, start, end).field('payload'), out);
    };
  },
  'decode, `key` not asked for but read': () => {
    const codec = demanding([]);
    return (block, start, end) => codec.decode(block, start, end).field('key');
  },
  'decode, build one level': () => {
    const codec = demanding([]);
    return (block, start, end) => codec.decode(block, start, end).built();
  },
  'build all': () => (block, start, end) => parseJson(block.subarray(start, end)),
  'build all, encode all': () => {
    const out = new ByteWriter();
    return (block, start, end) => {
      out.truncate(0);
      writeJson(parseJson(block.subarray(start, end)), out);
    };
  },
};

function megabytesPerSecond(blocks, bytes, make) {
  const take = make();
  const rates = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    forEachLine(blocks, take);
    const { user, system } = process.cpuUsage(before);
    rates.push(bytes / (user + system));
  }
  return rates.sort((a, b) => a - b)[ROUNDS >> 1];
}

const table = SHAPES.map((shape) => {
  const file = writeLines(join(dir, shape.name), shape, MEGABYTES, Infinity, (n) => `key${n % 1000}`);
  const blocks = blocksOf(readFileSync(file.path));
  return Object.values(STAGES).map((make) => megabytesPerSecond(blocks, file.bytes, make));
});
rmSync(dir, { recursive: true });

process.stdout.write(`Node ${process.versions.node}, MB/s\n\n`);
process.stdout.write(
  `| stage                                  | ${SHAPES.map((s) => s.name.padStart(7)).join(' | ')} |\n`,
);
process.stdout.write(
  `| -------------------------------------- | ${SHAPES.map(() => '------:').join(' | ')} |\n`,
);
Object.keys(STAGES).forEach((name, row) => {
  const cells = table.map((column) => column[row].toFixed(0).padStart(7));
  process.stdout.write(`| ${name.padEnd(38)} | ${cells.join(' | ')} |\n`);
});
