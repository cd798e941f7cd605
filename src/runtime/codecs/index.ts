import type { CodecDefinition } from '../api.ts';

interface LazyCodec {
  readonly name: string;
  load(): Promise<CodecDefinition>;
}

/** The built-in codecs, each loaded when a flow first names it. */
export const CODECS: readonly LazyCodec[] = [
  { name: 'binary', load: async () => (await import('./binary.ts')).binaryCodec },
  { name: 'json', load: async () => (await import('./json.ts')).jsonCodec },
  { name: 'string', load: async () => (await import('./string.ts')).stringCodec },
];
