import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
// @ts-expect-error: a plain script, shared with the build
import { bundleCommand } from '../../scripts/bundle.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** The command, bundled from the sources as they are now. */
    readonly command: string;
    /** The library, from the same bundle: for programs that embed it. */
    readonly library: string;
  }
}

/** Bundles the command once per test run: tests of the command never see a stale build, nor that of another run. */
export async function setup(project: TestProject): Promise<() => void> {
  const dir = mkdtempSync(join(tmpdir(), 'flowrun-command-'));
  const bundle = bundleCommand as (dir: string, others: Record<string, string>) => Promise<string>;
  const library = fileURLToPath(new URL('../../src/index.ts', import.meta.url));
  project.provide('command', await bundle(join(dir, 'bundle'), { library }));
  project.provide('library', join(dir, 'bundle/library.js'));
  return () => rmSync(dir, { recursive: true, force: true });
}
