import { PassThrough, Readable, Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { createStdioSink } from '../../../src/connectors/stdio/sink.ts';
import { createStdinSource } from '../../../src/connectors/stdio/source.ts';
import { FlowFailure } from '../../../src/runtime/api.ts';
import type { Encoder, SourceBatch } from '../../../src/runtime/api.ts';
import {
  batchOfValues,
  readAll,
  sinkConformance,
  sourceConformance,
} from '../../kit/connector-conformance.ts';
import { readBuffered } from '../../kit/read-buffered.ts';
import { recordSink } from '../../kit/sink-context.ts';
import { findField } from '../../../src/runtime/value/path.ts';
import { sourceContext } from '../../kit/source-context.ts';

const CHUNK_BYTES = 64 * 1024;

sourceConformance('stdio', {
  async open(input, context) {
    const bytes = Buffer.from(input.map((line) => `${line}\n`).join(''));
    const chunks = Array.from({ length: Math.ceil(bytes.length / CHUNK_BYTES) }, (_, n) =>
      bytes.subarray(n * CHUNK_BYTES, (n + 1) * CHUNK_BYTES),
    );
    return createStdinSource(context, Readable.from(chunks, { objectMode: false }));
  },
  canRewind: false,
  maxReadAhead: 0,
});

let received = '';
sinkConformance('stdio', {
  async open(context) {
    received = '';
    const output = new Writable({
      write(chunk: Buffer, _encoding, done) {
        received += chunk.toString();
        setImmediate(done);
      },
    });
    return createStdioSink(context, { stdout: output, stderr: new PassThrough() });
  },
  arrived: async () => received,
});

describe('source', () => {
  test('standard input has one reader', async () => {
    const input = new PassThrough();
    const source = createStdinSource(sourceContext({ name: 'first' }), input);
    expect(() => createStdinSource(sourceContext({ name: 'second' }), input)).toThrow(
      /^second: standard input is read by `first` of flow `.*` already$/,
    );
    await source.close();
  });

  test('a stop ends a read that waits for somebody to type', async () => {
    const input = new PassThrough();
    const source = createStdinSource(sourceContext(), input);
    const stop = new AbortController();
    const batches = source.read(stop.signal)[Symbol.asyncIterator]();
    input.write('one\nhalf a li');
    const first = (await batches.next()).value as SourceBatch;
    expect(first.out.values).toEqual(['one']);
    const waiting = batches.next();
    stop.abort();
    const last = (await waiting).value as SourceBatch;
    expect(last.out.values).toEqual([]);
    // Nobody can read it again, so it is not left out; but half a line is no event.
    expect(last.err!.values.map((value) => findField(value, 'event'))).toEqual(['half a li']);
    expect(await batches.next()).toEqual({ value: undefined, done: true });
    await source.close();
  });

  test('a failure says what failed', async () => {
    const input = new PassThrough();
    const source = createStdinSource(sourceContext(), input);
    input.destroy(new Error('EIO'));
    await expect(readAll(source)).rejects.toThrow(
      new FlowFailure('failed while reading standard input: EIO', { cause: new Error('EIO') }),
    );
    await source.close();
  });
});

describe('sink', () => {
  test('a reader that does not read holds the flow back', async () => {
    let release: () => void = () => undefined;
    const output = new Writable({
      write(_chunk, _encoding, done) {
        release = done;
      },
    });
    const sink = createStdioSink(recordSink().context, { stdout: output, stderr: new PassThrough() });
    let isWritten = false;
    const writing = Promise.resolve(sink.write(batchOfValues(['one']), 'in')).then(() => {
      isWritten = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isWritten).toBe(false);
    release();
    await writing;
    await sink.close();
  });

  test('a reader that has gone ends the flow and says so', async () => {
    const output = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    });
    const sink = createStdioSink(recordSink().context, { stdout: output, stderr: new PassThrough() });
    await expect(sink.write(batchOfValues(['one']), 'in')).rejects.toThrow(
      'cannot write to standard output: its reader has gone',
    );
    await sink.close();
  });

  test('standard output stays open', async () => {
    const output = new PassThrough();
    const sink = createStdioSink(recordSink().context, { stdout: output, stderr: new PassThrough() });
    await sink.finish();
    await sink.close();
    expect(output.writable).toBe(true);
  });

  test('port `stderr` is standard error, every other one standard output', async () => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const sink = createStdioSink(recordSink().context, { stdout, stderr });
    await sink.write(batchOfValues(['one']), 'in');
    await sink.write(batchOfValues(['two']), 'stderr');
    await sink.write(batchOfValues(['three']), 'stdout');
    await sink.finish();
    await sink.close();
    expect(String(readBuffered(stdout))).toBe('onethree');
    expect(String(readBuffered(stderr))).toBe('two');
    expect(stderr.writable).toBe(true);
  });

  test('what is not written to gets no end either', async () => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const { context } = recordSink();
    const withEnd = (): Encoder => ({ ...context.createEncoder(), finish: (out) => out.ascii('end') });
    const sink = createStdioSink(recordSink({ createEncoder: withEnd }).context, { stdout, stderr });
    await sink.write(batchOfValues(['one']), 'stderr');
    await sink.finish();
    await sink.close();
    expect(String(readBuffered(stdout))).toBe('');
    expect(String(readBuffered(stderr))).toBe('oneend');
  });
});
