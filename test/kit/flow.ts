/** Flows made of connectors that a test brings along. */
import { z } from 'zod';
import { defineConnector } from '../../src/runtime/api.ts';
import type { ConnectorDefinition, Logger } from '../../src/runtime/api.ts';
import type { FlowOptions, RunningFlow } from '../../src/runtime/engine/flow.ts';
import { startFlow } from '../../src/runtime/engine/flow.ts';
import type { ConnectorPlan, FlowPlan, PipelinePlan } from '../../src/runtime/plan.ts';

/** A connector for tests, without codec and settings. */
export function connector(type: 'source' | 'sink', parts: Partial<ConnectorDefinition>): ConnectorDefinition {
  return defineConnector({
    type,
    doc: '',
    example: '',
    settings: z.strictObject({}),
    codec: 'none',
    roles: () => ({ source: type === 'source', sink: type === 'sink' }),
    ...parts,
  });
}

/** A flow of these connectors; links as `connector/a/out -> connector/b/in`. */
export function planOf(
  connectors: Record<string, ConnectorDefinition>,
  links: readonly string[],
  pipelines: readonly PipelinePlan[] = [],
): FlowPlan {
  const end = (text: string) => {
    const [what, name, port] = text.split('/');
    return { what: what as 'connector' | 'pipeline', name: name!, port: port! };
  };
  return {
    name: 'test',
    definition: 'test',
    connectors: Object.entries(connectors).map(([name, definition]): ConnectorPlan => ({
      name,
      definition,
      config: {},
      codec: null,
      preprocessors: [],
      postprocessors: [],
      demand: { fields: [] },
    })),
    pipelines,
    links: links.map((text) => {
      const [from, to] = text.split(' -> ');
      return { from: end(from!), to: end(to!) };
    }),
  };
}

/** A logger that adds lines such as `warn: text`. */
export function loggerOf(lines: string[]): Logger {
  const add = (level: string) => (message: string) => void lines.push(`${level}: ${message}`);
  return { debug: () => undefined, info: add('info'), warn: add('warn'), error: add('error') };
}

/** Starts a flow that needs no registry. */
export function start(plan: FlowPlan, options: Partial<FlowOptions> = {}): RunningFlow {
  return startFlow(plan, {
    registry: { connectors: [], codecs: [], preprocessors: [], postprocessors: [] },
    baseDir: '/',
    env: {},
    logger: loggerOf([]),
    onError: 'continue',
    s3Override: undefined,
    stopBudgetMs: 10_000,
    ...options,
  });
}
