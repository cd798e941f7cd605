import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
// @ts-expect-error: a plain script, shared with the build
import { bundleCommand } from '../../scripts/bundle.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** The command, bundled from the sources as they are now. */
    readonly command: string;
  }
}

/** Bundles the command once per test run: tests of the command never see a stale build. */
export async function setup(project: TestProject): Promise<void> {
  const dir = fileURLToPath(new URL('../../node_modules/.cache/flowrun-command', import.meta.url));
  const bundle = bundleCommand as (dir: string) => Promise<string>;
  project.provide('command', await bundle(dir));
}
