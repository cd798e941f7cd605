// The local S3 beside a bare node:http server that receives and hashes the same bytes: `npm run bench`, or alone
// `node test/bench/local-s3.mjs`. Both sides take turns within one run; the CPU is that of the server alone.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { KEYS, bodyOf, createClient } from './signed-request.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const MIB = 1 << 20;
const BLOCK = Buffer.alloc(MIB, 'flowrun');
const LARGE = bodyOf(BLOCK, 256);
const PART = bodyOf(BLOCK.subarray(0, MIB / 2), 16);
const SMALL = bodyOf(BLOCK.subarray(0, 4096), 1);
const PARTS = 24;
const SMALL_OBJECTS = 2_000;

/** `work` gives the number of bytes or requests; those that read need what an earlier one has written. */
const JOBS = [
  { name: 'PUT of 256 MiB', unit: 'MB/s', work: (client) => putLarge(client) },
  { name: 'GET of 256 MiB', unit: 'MB/s', work: (client) => getLarge(client) },
  { name: `${PARTS} parts of 8 MiB, 4 at a time`, unit: 'MB/s', work: (client) => putParts(client) },
  { name: 'PUTs of 4 KiB, 16 at a time', unit: '1/s', work: (client) => putSmall(client) },
  { name: 'GETs of 4 KiB, 16 at a time', unit: '1/s', work: (client) => getSmall(client) },
];

/** Prints the table through `say`. */
export async function benchLocalS3(say) {
  const dir = mkdtempSync(join(tmpdir(), 'flowrun-bench-s3-'));
  const servers = [];
  try {
    const files = join(dir, 'files');
    mkdirSync(files);
    writeFileSync(join(files, 'large'), Buffer.concat(Array.from({ length: LARGE.count }, () => BLOCK)));
    for (let i = 0; i < SMALL_OBJECTS; i++) writeFileSync(join(files, `${i}`), SMALL.block);
    const serve = (name, ...more) => {
      const keys = ['--access-key', KEYS.accessKey, '--secret-key', KEYS.secretKey];
      const place = ['s3', 'serve', join(dir, name), '--port', '0', '--bucket', 'bench'];
      return start(name, [here('../../dist/command/main.js'), ...place, ...keys, ...more]);
    };
    servers.push(await start('bare node:http', [here('bare-server.mjs'), files]));
    servers.push(await start('bare, making files', [here('bare-server.mjs'), files, '--store']));
    servers.push(await serve('local S3, --no-fsync', '--no-fsync'));
    servers.push(await serve('local S3'));
    say();
    say('### The local S3 beside a bare server');
    say();
    say(
      'CPU of the server alone. Bare: node:http that receives and hashes the same bytes and checks no signature.',
    );
    say();
    say('| job                            | server               | per second | CPU s | CPU of bare |');
    say('| ------------------------------ | -------------------- | ---------: | ----: | ----------: |');
    // Not measured: code that has run before is compiled.
    for (const { client } of servers)
      await inParallel(200, 16, (i) => client.send('PUT', `/bench/warm/${i}`, SMALL));
    for (const job of JOBS) {
      const results = [];
      for (const server of servers) results.push(await measure(server, job));
      for (const result of results) say(row(job, result, results[0].cpu));
    }
    say();
    for (const { name, usage } of servers) {
      say(`- RSS of ${name.trim()} in the end: ${(await usage()).rssMb.toFixed(0)} MB`);
    }
  } finally {
    for (const { child, client } of servers) {
      client.close();
      child.kill('SIGKILL');
    }
    rmSync(dir, { recursive: true, force: true });
  }
}

async function start(name, args) {
  const child = spawn(
    process.execPath,
    [
      ...(process.env.BENCH_NODE_ARGS?.split(' ') ?? []),
      '--import',
      pathToFileURL(here('usage.mjs')).href,
      ...args,
    ],
    {
      stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    },
  );
  let text = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    text += chunk;
    if (/AWS_ENDPOINT_URL=.*\n/.test(text)) break;
  }
  child.stdout.resume();
  const usage = () =>
    new Promise((resolve) => {
      child.once('message', resolve);
      child.send('usage');
    });
  return { name, child, usage, client: createClient(/AWS_ENDPOINT_URL=(\S+)/.exec(text)[1]) };
}

async function measure({ name, client, usage }, { work, unit }) {
  const before = await usage();
  const started = performance.now();
  const amount = await work(client);
  const seconds = (performance.now() - started) / 1_000;
  const after = await usage();
  return { name, cpu: after.cpu - before.cpu, perSecond: amount / (unit === 'MB/s' ? 1e6 : 1) / seconds };
}

function row({ name, unit }, result, bareCpu) {
  const speed = `${result.perSecond.toFixed(0)} ${unit}`;
  const ratio = `${(result.cpu / bareCpu).toFixed(2)}x`;
  return `| ${name.padEnd(30)} | ${result.name.padEnd(20)} | ${speed.padStart(10)} | ${result.cpu.toFixed(2).padStart(5)} | ${ratio.padStart(11)} |`;
}

async function inParallel(count, width, task) {
  let next = 0;
  const worker = async () => {
    while (next < count) await task(next++);
  };
  await Promise.all(Array.from({ length: width }, worker));
}

async function putLarge(client) {
  await client.send('PUT', '/bench/large', LARGE);
  return LARGE.bytes;
}

async function getLarge(client) {
  const { bytes } = await client.send('GET', '/bench/large');
  return bytes;
}

async function putParts(client) {
  const { text } = await client.send('POST', '/bench/parts?uploads');
  const id = /<UploadId>(.*)<\/UploadId>/.exec(text)[1];
  await inParallel(PARTS, 4, (i) =>
    client.send('PUT', `/bench/parts?partNumber=${i + 1}&uploadId=${id}`, PART),
  );
  return PARTS * PART.bytes;
}

async function putSmall(client) {
  await inParallel(SMALL_OBJECTS, 16, (i) => client.send('PUT', `/bench/${i}`, SMALL));
  return SMALL_OBJECTS;
}

async function getSmall(client) {
  await inParallel(SMALL_OBJECTS, 16, (i) => client.send('GET', `/bench/${i}`));
  return SMALL_OBJECTS;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await benchLocalS3((line = '') => process.stdout.write(`${line}\n`));
}
