/** A flow file and all modules that it uses, as trees: what analysis works on. */
import type { Source } from '../diagnostics/diagnostic.ts';
import type { FlowFile, UseTree } from '../3-ast/nodes.ts';

export interface Program {
  readonly main: ProgramFile;
  /** With `main`, which comes first. */
  readonly files: readonly ProgramFile[];
}

export interface ProgramFile {
  /** `a::b`; null for the flow file itself. */
  readonly id: string | null;
  readonly source: Source;
  readonly tree: FlowFile;
  /** What each `use` in it has brought, wherever it stands, by the part of it that names the module. */
  readonly uses: ReadonlyMap<UseTree, UseTarget>;
}

export type UseTarget =
  | { readonly kind: 'file'; readonly file: ProgramFile }
  /** A module of the standard library, or what several of them begin with: `integer`, `time::nanos`. */
  | { readonly kind: 'standard'; readonly module: string }
  /** It is not there, or leads in a circle (reported). */
  | { readonly kind: 'broken' };

/** A program of one file, that can use nothing but the standard library. */
export function soleFile(source: Source, tree: FlowFile): ProgramFile {
  return { id: null, source, tree, uses: new Map() };
}
