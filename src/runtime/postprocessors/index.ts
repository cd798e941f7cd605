import type { PostprocessorDefinition } from '../api.ts';

interface LazyPostprocessor {
  readonly name: string;
  readonly aliases?: readonly string[];
  load(): Promise<PostprocessorDefinition>;
}

/** The built-in postprocessors, each loaded when a flow first names it. */
export const POSTPROCESSORS: readonly LazyPostprocessor[] = [
  { name: 'compress', load: async () => (await import('./compress.ts')).compress },
  { name: 'separate', aliases: ['lines'], load: async () => (await import('./separate.ts')).separate },
];
