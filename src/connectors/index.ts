import type { ConnectorDefinition } from '../runtime/api.ts';

interface LazyConnector {
  readonly name: string;
  load(): Promise<ConnectorDefinition>;
}

/** The built-in connectors, each loaded when a flow first names it. */
export const CONNECTORS: readonly LazyConnector[] = [
  { name: 'bench', load: async () => (await import('./bench/index.ts')).benchConnector },
  { name: 'crononome', load: async () => (await import('./crononome/index.ts')).crononomeConnector },
  { name: 'exit', load: async () => (await import('./exit/index.ts')).exitConnector },
  { name: 'file', load: async () => (await import('./file/index.ts')).fileConnector },
  { name: 'metronome', load: async () => (await import('./metronome/index.ts')).metronomeConnector },
  { name: 'metrics', load: async () => (await import('./metrics/index.ts')).metricsConnector },
  { name: 'null', load: async () => (await import('./null/index.ts')).nullConnector },
  { name: 's3', load: async () => (await import('./s3/index.ts')).s3Connector },
  { name: 's3_changes', load: async () => (await import('./s3/changes/index.ts')).s3ChangesConnector },
  { name: 'stdio', load: async () => (await import('./stdio/index.ts')).stdioConnector },
];
