import type {
  ByteStream,
  CodecDefinition,
  ConnectorCounters,
  DecodedBatch,
  Encoder,
  Framer,
  PreprocessorDefinition,
} from '../api.ts';
import { bug } from '../api.ts';
import type { ConnectorPlan, PartPlan } from '../plan.ts';
import type { LazyPart, Registry } from '../registry.ts';
import { findPart } from '../registry.ts';
import type { DecodingParts } from './decode.ts';
import { createDecoder } from './decode.ts';
import { createEncoder } from './encode.ts';
import { createWholeStreamFramer } from './whole-stream.ts';

/** What `SinkContext` says about the bytes that a sink writes. */
export interface Encoding {
  createEncoder(): Encoder;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
}

/** The codec, preprocessors and postprocessors of one connector, loaded. */
export interface Parts {
  decoder(
    source: string,
    counters: ConnectorCounters,
    now: () => bigint,
  ): (stream: ByteStream) => AsyncIterable<DecodedBatch>;
  encoding(): Encoding;
}

interface Loaded<D> {
  readonly definition: D;
  readonly config: unknown;
}

/** Loads what the plan names. */
export async function loadParts(plan: ConnectorPlan, registry: Registry): Promise<Parts> {
  const codec = plan.codec === null ? null : await load(plan.codec, registry.codecs);
  const preprocessors = await loadAll(plan.preprocessors, registry.preprocessors);
  const postprocessors = await loadAll(plan.postprocessors, registry.postprocessors);
  return {
    decoder(source, counters, now) {
      if (codec === null) return () => bug(`\`${plan.definition.type}\` decodes without a codec`);
      return createDecoder(decodingParts(codec, preprocessors, plan), { source, counters, now });
    },
    encoding() {
      const last = postprocessors.at(-1);
      return {
        createEncoder() {
          if (codec === null) return bug(`\`${plan.definition.type}\` encodes without a codec`);
          return createEncoder(
            codec.definition.create(codec.config, plan.demand),
            postprocessors.map(({ definition, config }) => definition.create(config)),
          );
        },
        contentType: codec?.definition.contentType,
        // Only the outermost coding can be declared; one that others cover is part of the content.
        contentEncoding: last?.definition.contentEncoding?.(last.config),
      };
    },
  };
}

/**
 * Preprocessors that can work on the bytes of a whole stream do so as long as nothing has cut it into frames; from the
 * first framer on each frame is taken by itself.
 */
function decodingParts(
  codec: Loaded<CodecDefinition>,
  preprocessors: readonly Loaded<PreprocessorDefinition>[],
  plan: ConnectorPlan,
): DecodingParts {
  const firstFramer = preprocessors.findIndex(({ definition }) => definition.createTransform === undefined);
  const transforms = firstFramer < 0 ? preprocessors : preprocessors.slice(0, firstFramer);
  const framers = firstFramer < 0 ? [] : preprocessors.slice(firstFramer);
  return {
    transforms: transforms.map(({ definition, config }) => definition.createTransform!(config)),
    createFramers(isFramed): readonly Framer[] {
      const own = (isFramed ? preprocessors : framers).map(
        ({ definition, config }) =>
          definition.createFramer?.(config) ?? bug(`\`${definition.name}\` has no framer`),
      );
      if (isFramed) return own;
      const isCut = framers.some(({ definition }) => definition.needsFrames !== true);
      return isCut || codec.definition.unframed === 'chunks' ? own : [createWholeStreamFramer(), ...own];
    },
    createCodec: () => codec.definition.create(codec.config, plan.demand),
  };
}

async function load<D>(part: PartPlan, parts: readonly LazyPart<D>[]): Promise<Loaded<D>> {
  const found =
    findPart(parts, part.name) ?? bug(`the plan names \`${part.name}\`, which the registry lacks`);
  return { definition: await found.load(), config: part.config };
}

function loadAll<D>(parts: readonly PartPlan[], known: readonly LazyPart<D>[]): Promise<Loaded<D>[]> {
  return Promise.all(parts.map((part) => load(part, known)));
}
