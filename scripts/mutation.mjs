// Which checks does nobody test? Changes the code, piece by piece, and looks whether a test fails: CONTRIBUTING.md.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// No dependencies of the project: 200 packages that nothing else needs. The last version that runs on Node 20.
const STRYKER = ['@stryker-mutator/core@9.6.1', '@stryker-mutator/vitest-runner@9.6.1'];
const INSTALL = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
const REPORT = 'coverage/mutation.json';

const root = fileURLToPath(new URL('..', import.meta.url));

function run(cwd, command, ...args) {
  const { status, error } = spawnSync(command, args, { cwd, stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`\`${command} ${args[0]}\` ended with ${status}`);
}

/** Mutates what is committed, in a folder of its own: changed code never stands in this one. */
function mutate(clone, files) {
  run(root, 'git', 'clone', '--quiet', root, clone);
  run(clone, 'npm', ...INSTALL, ...STRYKER);
  run(clone, 'npx', 'stryker', 'run', 'scripts/mutation/stryker.config.json', '--mutate', files.join(','));
  mkdirSync(join(root, 'coverage'), { recursive: true });
  copyFileSync(join(clone, REPORT), join(root, REPORT));
  console.log(`every mutant: ${REPORT}`);
}

const files = process.argv.slice(2);
if (files.length === 0 || files.some((file) => !file.startsWith('src/'))) {
  console.error(
    'usage: node scripts/mutation.mjs FILE…\n       e.g. src/runtime/value/order.ts, or its lines: …/order.ts:12-20',
  );
  process.exit(2);
}
// Ctrl-C ends what runs; this one then clears up.
process.on('SIGINT', () => {});
const folder = mkdtempSync(join(tmpdir(), 'flowrun-mutation-'));
try {
  mutate(join(folder, 'flowrun'), files);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
