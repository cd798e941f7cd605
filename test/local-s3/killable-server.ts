import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { onTestFinished } from 'vitest';
import type { LocalS3 } from '../../src/local-s3/index.ts';
import { BUCKET } from './kit.ts';

/** Runs the server in a process of its own, which can be killed. */
export async function forkServer(
  program: string,
  dir: string,
): Promise<{ child: ChildProcess; server: LocalS3 }> {
  const child = fork(program, [dir]);
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const [server] = (await once(child, 'message')) as [LocalS3];
  return { child, server };
}

/** The server as one file of JavaScript: the Node that runs the tests may not know TypeScript. */
export async function bundleServer(folder: string): Promise<string> {
  const bundle = await rolldown({
    input: fileURLToPath(new URL('../../src/local-s3/index.ts', import.meta.url)),
    platform: 'node',
  });
  await bundle.write({
    dir: folder,
    format: 'esm',
    entryFileNames: 'local-s3.mjs',
    chunkFileNames: '[name].mjs',
  });
  await bundle.close();
  const program = join(folder, 'main.mjs');
  await writeFile(
    program,
    `import { startLocalS3 } from './local-s3.mjs';
     const server = await startLocalS3({ dir: process.argv[2] });
     await server.createBucket('${BUCKET}');
     process.send(server);`,
  );
  return program;
}
