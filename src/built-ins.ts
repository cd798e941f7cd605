import { CONNECTORS } from './connectors/index.ts';
import { CODECS } from './runtime/codecs/index.ts';
import { OPERATORS } from './runtime/operators/index.ts';
import { POSTPROCESSORS } from './runtime/postprocessors/index.ts';
import { PREPROCESSORS } from './runtime/preprocessors/index.ts';
import type { Registry } from './runtime/registry.ts';

/** Everything that comes with flowrun. A longer list of your own may stand in its place. */
export function builtInRegistry(): Registry {
  return {
    connectors: CONNECTORS,
    codecs: CODECS,
    preprocessors: PREPROCESSORS,
    postprocessors: POSTPROCESSORS,
    operators: OPERATORS,
  };
}
