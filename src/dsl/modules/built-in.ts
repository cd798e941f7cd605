/** The modules of Tremor's own that are written in the language: `tremor::connectors` and `tremor::pipelines`. */
import { findPart } from '../../runtime/registry.ts';
import type { Registry } from '../../runtime/registry.ts';

export const BUILT_IN_PATHS: readonly string[] = ['tremor::connectors', 'tremor::pipelines'];

/** The text of a module that comes with flowrun; undefined when there is none of this path. */
export function builtInModule(path: string, registry: Registry | null): string | undefined {
  if (path === 'tremor::pipelines') return PIPELINES;
  if (path !== 'tremor::connectors') return undefined;
  // A registry of one's own may lack some of the types.
  const texts = CONNECTORS.filter(
    ({ type }) => registry !== null && findPart(registry.connectors, type) !== undefined,
  );
  return ['### Connectors that need no settings.', ...texts.map(({ text }) => text)].join('\n\n');
}

const PIPELINES = `### Pipelines for every flow.

## Hands every event on as it is.
define pipeline passthrough
pipeline
  select event from in into out;
end;
`;

const CONNECTORS: readonly { readonly type: string; readonly text: string }[] = [
  {
    type: 'stdio',
    text: `## Lines of text from standard input, and to standard output.
define connector console from stdio
with
  codec = "string",
  preprocessors = ["separate"],
  postprocessors = ["separate"]
end;`,
  },
  {
    type: 'exit',
    text: `## Ends flowrun when an event arrives.
define connector exit from exit;`,
  },
  {
    type: 'metrics',
    text: `## Measurements of the flow itself.
define connector metrics from metrics;`,
  },
];
