/**
 * A small registry for tests of the compiler: parts that look like the real ones from outside, and do nothing. So the
 * expectations of those tests do not change with every setting of a real connector.
 */
import { z } from 'zod';
import {
  bug,
  defineCodec,
  defineConnector,
  definePostprocessor,
  definePreprocessor,
} from '../../src/runtime/api.ts';
import type { ConnectorDefinition } from '../../src/runtime/api.ts';
import { OPERATORS } from '../../src/runtime/operators/index.ts';
import type { LazyPart, Registry } from '../../src/runtime/registry.ts';

const notHere = () => bug('parts of the test registry are not run');

const file = defineConnector({
  type: 'file',
  doc: '',
  example: '',
  settings: z.strictObject({
    path: z.string().min(1),
    mode: z.enum(['read', 'write', 'append']).default('read'),
    max_line_bytes: z.int().min(1).max(1_000_000).optional(),
  }),
  codec: 'required',
  formerNames: { chunk_size: 'max_line_bytes' },
  roles: ({ mode }) => ({ source: mode === 'read', sink: mode !== 'read' }),
  createSource: notHere,
  createSink: notHere,
});

const s3 = defineConnector({
  type: 's3',
  doc: '',
  example: '',
  settings: z.strictObject({
    bucket: z.string().optional(),
    endpoint: z.url().optional(),
    min_part_size: z
      .int()
      .min(5_242_880, 'must be at least 5242880 (5 MiB): S3 refuses smaller parts')
      .default(5_242_880),
    aws_access_token: z.string().optional(),
    aws_secret_access_key: z.string().optional(),
    aws_region: z.string().optional(),
    credentials: z
      .union([z.literal('chain'), z.strictObject({ access_key_id: z.string(), secret: z.string() })])
      .optional(),
    tags: z.record(z.string(), z.string()).optional(),
    path_style: z.boolean().default(false),
    routes: z.array(z.strictObject({ prefix: z.string(), weight: z.number().optional() })).optional(),
  }),
  codec: 'required',
  formerNames: { url: 'endpoint', urls: 'endpoint', buffer_size: 'min_part_size' },
  roles: () => ({ source: false, sink: true }),
  createSink: notHere,
  buckets: ({ bucket }) => (bucket === undefined ? [] : [bucket]),
});

const stdio = defineConnector({
  type: 'stdio',
  doc: '',
  example: '',
  settings: z.strictObject({}),
  codec: 'optional',
  defaultCodec: 'string',
  roles: () => ({ source: true, sink: true }),
  createSource: notHere,
  createSink: notHere,
});

const nowhere = defineConnector({
  type: 'null',
  doc: '',
  example: '',
  settings: z.strictObject({}),
  codec: 'none',
  roles: () => ({ source: false, sink: true }),
  createSink: notHere,
});

const metrics = defineConnector({
  type: 'metrics',
  doc: '',
  example: '',
  settings: z.strictObject({}),
  codec: 'none',
  roles: () => ({ source: true, sink: false }),
  createSource: notHere,
});

const metronome = defineConnector({
  type: 'metronome',
  doc: '',
  example: '',
  settings: z.strictObject({ interval: z.int().positive() }),
  codec: 'none',
  roles: () => ({ source: true, sink: false }),
  createSource: notHere,
});

const json = defineCodec({
  name: 'json',
  doc: '',
  settings: z.strictObject({ mode: z.enum(['sorted', 'unsorted']).default('unsorted') }),
  contentType: 'application/json',
  examples: [],
  create: notHere,
});

const text = defineCodec({
  name: 'string',
  doc: '',
  settings: z.strictObject({}),
  contentType: 'text/plain',
  examples: [],
  create: notHere,
});

const binary = defineCodec({
  name: 'binary',
  doc: '',
  settings: z.strictObject({}),
  contentType: undefined,
  examples: [],
  create: notHere,
});

const separator = z.strictObject({ separator: z.string().length(1).default('\n') });

const separate = definePreprocessor({
  name: 'separate',
  doc: '',
  settings: separator,
  formerNames: { delimiter: 'separator' },
  examples: [],
});

const removeEmpty = definePreprocessor({
  name: 'remove-empty',
  doc: '',
  settings: z.strictObject({}),
  examples: [],
});

const join = definePostprocessor({
  name: 'separate',
  doc: '',
  settings: separator,
  examples: [],
  create: notHere,
});

const compress = definePostprocessor({
  name: 'compress',
  doc: '',
  settings: z.strictObject({ level: z.int().min(1).max(9).default(6) }),
  examples: [],
  create: notHere,
});

/** The names of the parts that a registry was asked for are added to `loaded`. */
export function testRegistry(loaded: string[] = []): Registry {
  const lazy = <D>(name: string, part: D, aliases: readonly string[] = []): LazyPart<D> => ({
    name,
    aliases,
    load: () => {
      loaded.push(name);
      return Promise.resolve(part);
    },
  });
  const connectors: readonly ConnectorDefinition[] = [file, s3, stdio, nowhere, metronome, metrics];
  return {
    connectors: connectors.map((part) => lazy(part.type, part)),
    codecs: [json, text, binary].map((part) => lazy(part.name, part)),
    preprocessors: [lazy('separate', separate, ['lines']), lazy('remove-empty', removeEmpty)],
    postprocessors: [lazy('separate', join, ['lines']), lazy('compress', compress)],
    operators: OPERATORS,
  };
}
