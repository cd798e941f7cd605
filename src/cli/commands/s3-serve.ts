import { resolve } from 'node:path';
import { UsageError } from '../exit.ts';
import { DEFAULT_LOCAL_DIR, createBuckets, serveFolder } from '../local.ts';
import { watchSignals } from '../signals.ts';

export interface ServeOptions {
  readonly port: string;
  readonly host: string;
  readonly accessKey: string;
  readonly secretKey?: string;
  readonly bucket: readonly string[];
  readonly fsync: boolean;
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|::1)$/;

/** `flowrun s3 serve [DIR]`: serves a folder as S3 until a signal; prints what a client needs on stdout. */
export async function serveCommand(dir: string | undefined, options: ServeOptions): Promise<void> {
  const port = Number(options.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UsageError(
      `\`--port ${options.port}\` is no port`,
      'give a number from 0 to 65535; 0 takes any that is free',
    );
  }
  if (options.secretKey === undefined && !LOOPBACK.test(options.host)) {
    throw new UsageError(
      `others can reach ${options.host}, and the secret is one that everybody knows`,
      'give a secret of your own with --secret-key',
    );
  }
  const folder = resolve(dir ?? DEFAULT_LOCAL_DIR);
  const server = await serveFolder({
    dir: folder,
    port,
    host: options.host,
    accessKeyId: options.accessKey,
    fsync: options.fsync,
    ...(options.secretKey !== undefined && { secretAccessKey: options.secretKey }),
  });
  // Before anybody is told that it runs: who has been told may send the signal at once.
  const signal = untilSignal();
  try {
    await createBuckets(server, options.bucket);
    process.stdout.write(
      [
        `AWS_ENDPOINT_URL=${server.endpoint}`,
        `AWS_REGION=${server.region}`,
        `AWS_ACCESS_KEY_ID=${server.accessKeyId}`,
        `AWS_SECRET_ACCESS_KEY=${server.secretAccessKey}`,
        '',
      ].join('\n'),
    );
    const risk = options.fsync ? '' : ' without fsync: a power cut may lose what was acknowledged';
    process.stderr.write(`serving ${folder} as S3${risk}; Ctrl-C ends it\n`);
    await signal;
  } finally {
    await server.close();
  }
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
