/** What a source is given, for tests: the engine's own decoder, by default for lines of text. */
import type { Framer, SourceContext } from '../../src/runtime/api.ts';
import { stringCodec } from '../../src/runtime/codecs/string.ts';
import type { DecodingParts } from '../../src/runtime/engine/decode.ts';
import { createDecoder } from '../../src/runtime/engine/decode.ts';
import { SeparateFramer } from '../../src/runtime/preprocessors/separate-framer.ts';
import { recordSink } from './sink-context.ts';

/** Lines of text. */
export const LINES: DecodingParts = {
  transforms: [],
  createFramers: (): readonly Framer[] => [new SeparateFramer('\n', 64 * 1024 * 1024)],
  createCodec: () => stringCodec.create({}, { fields: [] }),
};

export function sourceContext(
  overrides: Partial<SourceContext> = {},
  parts: DecodingParts = LINES,
): SourceContext {
  const { context, counters } = recordSink();
  const { flow, baseDir, env, logger, signal, s3Override } = context;
  return {
    flow,
    name: 'source',
    baseDir,
    env,
    logger,
    counters,
    signal,
    now: () => context.now(),
    exit: (request) => context.exit(request),
    s3Override,
    waiting: () => undefined,
    checkpoints: true,
    checkpointSoon: () => undefined,
    stateFolder: null,
    resetCommand: 'flowrun state reset test',
    position: null,
    measured: [],
    decode: createDecoder(parts, { source: 'source', counters, now: () => 0n }),
    ...overrides,
  };
}
