import type { ConnectorDefinition } from '../runtime/api.ts';

interface LazyConnector {
  readonly name: string;
  load(): Promise<ConnectorDefinition>;
}

/** The built-in connectors, each loaded when a flow first names it. */
export const CONNECTORS: readonly LazyConnector[] = [
  { name: 'file', load: async () => (await import('./file/index.ts')).fileConnector },
  { name: 'null', load: async () => (await import('./null/index.ts')).nullConnector },
  { name: 's3', load: async () => (await import('./s3/index.ts')).s3Connector },
  { name: 's3_changes', load: async () => (await import('./s3/changes/index.ts')).s3ChangesConnector },
  { name: 'stdio', load: async () => (await import('./stdio/index.ts')).stdioConnector },
];
