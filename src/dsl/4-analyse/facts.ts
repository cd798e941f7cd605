/**
 * What analysis hands to emission: which name means which definition, and which port is connected to which.
 *
 * The tree is never changed; these tables stand beside it.
 */
import type { ConnectorDefinition, OperatorDefinition } from '../../runtime/api.ts';
import type { Source } from '../diagnostics/diagnostic.ts';
import type * as ast from '../3-ast/nodes.ts';
import type { Scope } from './scope.ts';
import type { ExpressionFacts, ScriptFacts } from './script/index.ts';

export interface Analysis {
  readonly source: Source;
  /** In the order of the `deploy` statements; those of unknown flows are left out. */
  readonly deployments: readonly Deployment[];
  readonly flows: ReadonlyMap<ast.FlowDefinition, FlowFacts>;
  readonly pipelines: ReadonlyMap<ast.PipelineDefinition, PipelineFacts>;
}

export interface Deployment {
  readonly statement: ast.DeployStatement;
  readonly definition: ast.FlowDefinition;
  /** That of the file with the statement. */
  readonly scope: Scope;
}

export interface FlowFacts {
  readonly definition: ast.FlowDefinition;
  /** What it defines, and the text that it stands in. */
  readonly scope: Scope;
  /** By the name given in `create`. */
  readonly connectors: ReadonlyMap<string, CreatedConnector>;
  readonly pipelines: ReadonlyMap<string, CreatedPipeline>;
  readonly links: readonly ResolvedLink[];
}

export interface ConnectorFacts {
  readonly definition: ast.ConnectorDefinition;
  /** What the definition stands in. */
  readonly home: Scope;
  /** The definition of a module that it begins with: its settings and arguments count where this one has none. */
  readonly base: ConnectorFacts | null;
  /** The loaded part of that type; null when there is none (reported). */
  readonly part: ConnectorDefinition | null;
}

export interface CreatedConnector {
  readonly statement: ast.CreateStatement;
  readonly facts: ConnectorFacts;
}

export interface CreatedPipeline {
  readonly statement: ast.CreateStatement;
  readonly definition: ast.PipelineDefinition;
  readonly home: Scope;
}

/** A `connect` whose both ends exist. Whether a connector can read or write, its settings tell later. */
export interface ResolvedLink {
  readonly statement: ast.ConnectStatement;
  readonly from: ResolvedEnd;
  readonly to: ResolvedEnd;
}

export interface ResolvedEnd {
  readonly endpoint: ast.Endpoint;
  readonly what: 'connector' | 'pipeline';
  readonly name: string;
  readonly port: string;
}

export interface PipelineFacts {
  readonly definition: ast.PipelineDefinition;
  /** What it defines, and the text that it stands in. */
  readonly scope: Scope;
  readonly inputs: readonly string[];
  /** Always contains `err`. */
  readonly outputs: readonly string[];
  /** By the name given in `create`. */
  readonly nodes: ReadonlyMap<string, PipelineNode>;
  readonly selects: readonly ResolvedSelect[];
}

/** A definition of an operator. */
export interface OperatorFacts {
  readonly definition: ast.OperatorDefinition;
  /** What the definition stands in. */
  readonly home: Scope;
  /** The one that it begins with: `from m::x`. */
  readonly base: OperatorFacts | null;
  /** Null when there is no such operator (reported). */
  readonly part: OperatorDefinition | null;
  /** Its output ports besides `err`; `any` when only its settings, with the arguments filled in, tell. */
  readonly outputs: readonly string[] | 'any';
}

export type PipelineNode =
  | { readonly kind: 'stream'; readonly statement: ast.CreateStatement }
  | {
      readonly kind: 'script';
      readonly statement: ast.CreateStatement;
      readonly definition: ast.ScriptDefinition;
      readonly home: Scope;
      readonly facts: ScriptFacts;
    }
  | {
      readonly kind: 'operator';
      readonly statement: ast.CreateStatement;
      readonly definition: ast.OperatorDefinition;
      readonly home: Scope;
      readonly facts: OperatorFacts;
    }
  | {
      readonly kind: 'pipeline';
      readonly statement: ast.CreateStatement;
      readonly definition: ast.PipelineDefinition;
      readonly home: Scope;
      readonly facts: PipelineFacts;
    };

/** A `select` whose both ends exist. */
export interface ResolvedSelect {
  readonly statement: ast.SelectStatement;
  readonly from: SelectEnd;
  readonly into: SelectEnd;
  readonly target: ExpressionFacts;
  readonly where: ExpressionFacts | null;
  readonly having: ExpressionFacts | null;
}

/** A port of the pipeline itself, or of one of its nodes. */
export interface SelectEnd {
  readonly node: string | null;
  readonly port: string;
}
