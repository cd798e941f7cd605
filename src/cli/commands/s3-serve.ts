import { resolve } from 'node:path';
import { EnvironmentError } from '../../runtime/errors.ts';
import { UsageError } from '../exit.ts';
import { DEFAULT_LOCAL_DIR } from '../local.ts';
import { watchSignals } from '../signals.ts';

export interface ServeOptions {
  readonly port: string;
  readonly host: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly bucket: readonly string[];
}

/** `flowrun s3 serve [DIR]`: serves a folder as S3 until a signal; prints what a client needs on stdout. */
export async function serveCommand(dir: string | undefined, options: ServeOptions): Promise<void> {
  const port = Number(options.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UsageError(
      `\`--port ${options.port}\` is no port`,
      'give a number from 0 to 65535; 0 takes any that is free',
    );
  }
  const { startLocalS3 } = await import('../../local-s3/index.ts');
  const folder = resolve(dir ?? DEFAULT_LOCAL_DIR);
  const server = await startLocalS3({
    dir: folder,
    port,
    host: options.host,
    accessKeyId: options.accessKey,
    secretAccessKey: options.secretKey,
  }).catch((cause: NodeJS.ErrnoException) => {
    throw portError(cause, options);
  });
  try {
    for (const bucket of options.bucket) await server.createBucket(bucket);
    process.stdout.write(
      [
        `AWS_ENDPOINT_URL=${server.endpoint}`,
        `AWS_REGION=${server.region}`,
        `AWS_ACCESS_KEY_ID=${server.accessKeyId}`,
        `AWS_SECRET_ACCESS_KEY=${server.secretAccessKey}`,
        '',
      ].join('\n'),
    );
    process.stderr.write(`serving ${folder} as S3; Ctrl-C ends it\n`);
    await untilSignal();
  } finally {
    await server.close();
  }
}

function portError(cause: NodeJS.ErrnoException, options: ServeOptions): Error {
  if (cause.code === 'EADDRINUSE') {
    return new EnvironmentError(`port ${options.port} on ${options.host} is in use`, {
      help: 'give another one with --port, or --port 0 for any that is free',
      cause,
    });
  }
  if (cause.code === undefined) return cause;
  return new EnvironmentError(`cannot serve: ${cause.message}`, { cause });
}

async function untilSignal(): Promise<void> {
  await new Promise<void>((resolve) => {
    const signals = watchSignals({
      first() {
        signals.end();
        resolve();
      },
      second: () => undefined,
    });
  });
}
