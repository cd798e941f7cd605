import { fileConnector } from '../../connectors/file/index.ts';
import { stdioConnector } from '../../connectors/stdio/index.ts';
import type { ConnectorDefinition } from '../../runtime/api.ts';
import { separate as joinLines } from '../../runtime/postprocessors/separate.ts';
import { separate as splitLines } from '../../runtime/preprocessors/separate.ts';
import type { Pipeline } from '../../runtime/pipeline.ts';
import type { ConnectorPlan, FlowPlan, Link } from '../../runtime/plan.ts';

const [IN, OUT] = ['in', 'out'] as const;

/**
 * The flow that `flowrun eval` runs: a JSON value per line from a file (null: standard input), through the pipeline, to
 * standard output; what comes out of `err`, and lines that are no JSON, to standard error.
 */
export function streamPlan(file: string | null, pipeline: Pipeline): FlowPlan {
  const source =
    file === null
      ? connector(IN, stdioConnector, {})
      : connector(IN, fileConnector, fileConnector.settings.parse({ path: file }));
  const links = pipeline.outputs.map((port) =>
    link(['pipeline', port], [OUT, port === 'err' ? 'stderr' : 'in']),
  );
  return {
    name: 'eval',
    definition: 'eval',
    connectors: [source, connector(OUT, stdioConnector, {})],
    pipelines: [{ name: 'main', inputs: pipeline.inputs, outputs: pipeline.outputs, create: () => pipeline }],
    links: [link([IN, 'out'], ['pipeline', 'in']), link([IN, 'err'], [OUT, 'stderr']), ...links],
  };
}

type End = readonly [node: string, port: string];

function link(from: End, to: End): Link {
  const end = ([node, port]: End): Link['from'] =>
    node === 'pipeline' ? { what: 'pipeline', name: 'main', port } : { what: 'connector', name: node, port };
  return { from: end(from), to: end(to) };
}

function connector(name: string, definition: ConnectorDefinition, config: unknown): ConnectorPlan {
  return {
    name,
    definition,
    config,
    codec: { name: 'json', config: {} },
    preprocessors: [{ name: 'separate', config: splitLines.settings.parse({}) }],
    postprocessors: [{ name: 'separate', config: joinLines.settings.parse({}) }],
    demand: { fields: [] },
  };
}
