// The test suite on another Node: `npm run test:node -- 24 [arguments of vitest]`. Ends as vitest does, and with 77 where that
// Node cannot be had. Its program comes from the npm registry, without an install script, into a folder that is removed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// The newest of each line of `engines` on 21 November 2026.
const VERSIONS = { 22: '22.23.3', 24: '24.21.0', 26: '26.10.0' };
const NOT_TO_BE_HAD = 77;

const root = fileURLToPath(new URL('..', import.meta.url));
const [line, ...args] = process.argv.slice(2);
const version = VERSIONS[line];
if (version === undefined) {
  console.error(`usage: npm run test:node -- ${Object.keys(VERSIONS).join('|')} [arguments of vitest]`);
  process.exit(2);
}

/** The folder of that Node's program; null where npm does not have it. */
function fetchNode(folder) {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const install = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', [...install, '--prefix', folder, `${name}@${version}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return status === 0 ? join(folder, 'node_modules', name, 'bin') : null;
}

/** The exit code of the suite. */
function runTests(bin) {
  // What tests start by name is that Node, too.
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const { status, error } = spawnSync(join(bin, 'node'), [vitest, 'run', ...args], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
  if (error !== undefined) throw error;
  return status ?? 1;
}

// Ctrl-C ends what runs; this one then clears up.
process.on('SIGINT', () => {});
const folder = mkdtempSync(join(tmpdir(), 'flowrun-node-'));
try {
  const bin = fetchNode(folder);
  if (bin === null) console.error(`Node ${version} cannot be had for ${process.platform} ${process.arch}`);
  process.exitCode = bin === null ? NOT_TO_BE_HAD : runTests(bin);
} finally {
  rmSync(folder, { recursive: true });
}
