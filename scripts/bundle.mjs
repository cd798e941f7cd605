// Bundles the command. Bundled, it starts in a fraction of the time that hundreds of module files take; every
// `import()` stays a chunk of its own, so that a flow without S3 never loads the SDK.
import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Writes the bundle into `dir`, which is emptied first; returns the path of the command. `others` are further entries, by name:
 * sources that share its modules.
 */
export async function bundleCommand(dir, others = {}) {
  const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  rmSync(dir, { recursive: true, force: true });
  const bundle = await rolldown({
    input: { main: `${root}src/cli/main.ts`, ...others },
    platform: 'node',
    // The bundle that chevrotain ships: its package entry loads 644 lodash modules.
    resolve: { alias: { chevrotain: `${root}node_modules/chevrotain/lib/chevrotain.mjs` } },
    transform: { define: { 'process.env.FLOWRUN_VERSION': JSON.stringify(version) } },
    onLog(level, log, handle) {
      // Both only concern dependencies: circles inside the SDK, and what it says about its own code.
      if (log.code !== 'CIRCULAR_DEPENDENCY' && log.code !== 'EVAL') handle(level, log);
    },
  });
  await bundle.write({
    dir,
    format: 'esm',
    banner: (chunk) => (chunk.isEntry ? '#!/usr/bin/env node' : ''),
    chunkFileNames: '[name]-[hash].js',
  });
  await bundle.close();
  chmodSync(`${dir}/main.js`, 0o755);
  return `${dir}/main.js`;
}
