import type { PreprocessorDefinition } from '../api.ts';

interface LazyPreprocessor {
  readonly name: string;
  readonly aliases?: readonly string[];
  load(): Promise<PreprocessorDefinition>;
}

/** The built-in preprocessors, each loaded when a flow first names it. */
export const PREPROCESSORS: readonly LazyPreprocessor[] = [
  { name: 'decompress', load: async () => (await import('./decompress.ts')).decompress },
  { name: 'remove-empty', load: async () => (await import('./remove-empty.ts')).removeEmpty },
  { name: 'separate', aliases: ['lines'], load: async () => (await import('./separate.ts')).separate },
];
