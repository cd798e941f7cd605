import type {
  CodecDefinition,
  ConnectorDefinition,
  OperatorDefinition,
  PostprocessorDefinition,
  PreprocessorDefinition,
} from './api.ts';

/** A named part that is loaded when a flow first needs it. */
export interface LazyPart<D> {
  readonly name: string;
  readonly aliases?: readonly string[];
  load(): Promise<D>;
}

/** Everything a flow can name. The built-ins are in `builtInRegistry()`; an embedder may pass a longer list. */
export interface Registry {
  readonly connectors: readonly LazyPart<ConnectorDefinition>[];
  readonly codecs: readonly LazyPart<CodecDefinition>[];
  readonly preprocessors: readonly LazyPart<PreprocessorDefinition>[];
  readonly postprocessors: readonly LazyPart<PostprocessorDefinition>[];
  /** None when left out. They are not loaded later: a query alone is compiled in one go. */
  readonly operators?: readonly OperatorDefinition[];
}

/** The part of that name or alias, or undefined. */
export function findPart<D>(parts: readonly LazyPart<D>[], name: string): LazyPart<D> | undefined {
  return parts.find((part) => part.name === name || part.aliases?.includes(name));
}
