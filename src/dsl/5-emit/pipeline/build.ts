import { EMPTY_RECORD } from '../../../runtime/value/value.ts';
import { bug } from '../../../runtime/errors.ts';
import type {
  ExpressionFacts,
  Findings,
  PipelineFacts,
  PipelineNode,
  ResolvedSelect,
  SelectEnd,
} from '../../4-analyse/index.ts';
import type * as ast from '../../3-ast/nodes.ts';
import { emitExpression, emitScript } from '../script/index.ts';
import { createArguments, homeOf } from '../settings/environment.ts';
import type { Environment } from '../settings/environment.ts';
import { configureOperator } from '../settings/operator.ts';
import type {
  CompiledExpression,
  Guard,
  PipelineGraph,
  ScriptNode,
  SelectEdge,
  Tap,
  Target,
} from './graph.ts';
import type { KeeperNode } from './keeper.ts';
import { operatorNode } from './operator-keeper.ts';

/** Puts one created pipeline together, with the arguments of its `environment` filled in. */
export function buildGraph(
  name: string,
  facts: PipelineFacts,
  environment: Environment,
  findings: Findings,
): PipelineGraph {
  const outputs = new Map(facts.outputs.map((port, index) => [port, outputTarget(index)]));
  const scripts: ScriptNode[] = [];
  const inputs = new GraphBuilder(name, facts, environment, outputs, scripts, findings).build();
  return { name, inputs, outputs: facts.outputs, scripts };
}

function outputTarget(index: number): Target {
  return { kind: 'output', index };
}

/** A tap that is still being filled. */
interface OpenTap extends Tap {
  readonly edges: SelectEdge[];
}

/** One node: where events go in, and the taps of those of its ports that somebody selects from. */
interface BuiltNode {
  into(port: string): Target;
  readonly taps: ReadonlyMap<string, OpenTap>;
}

/** Builds one pipeline; a nested one is built by a builder of its own into the taps of the outer one. */
class GraphBuilder {
  readonly #path: string;
  readonly #facts: PipelineFacts;
  readonly #environment: Environment;
  readonly #outputs: ReadonlyMap<string, Target>;
  readonly #scripts: ScriptNode[];
  readonly #findings: Findings;
  readonly #errors: Target;

  constructor(
    path: string,
    facts: PipelineFacts,
    environment: Environment,
    outputs: ReadonlyMap<string, Target>,
    scripts: ScriptNode[],
    findings: Findings,
  ) {
    this.#path = path;
    this.#facts = facts;
    this.#environment = environment;
    this.#outputs = outputs;
    this.#scripts = scripts;
    this.#findings = findings;
    this.#errors = outputs.get('err') ?? bug('a pipeline without a port `err`');
  }

  build(): ReadonlyMap<string, Tap> {
    const inputs = new Map(this.#facts.inputs.map((port) => [port, newTap()]));
    const nodes = new Map<string, BuiltNode>();
    for (const [name, node] of this.#facts.nodes) nodes.set(name, this.#node(name, node));
    for (const select of this.#facts.selects) {
      const { from, into } = select;
      const taps = from.node === null ? inputs : nodes.get(from.node)?.taps;
      const tap = taps?.get(from.port) ?? bug(`no tap for ${from.node}/${from.port}`);
      tap.edges.push(this.#edge(select, this.#target(into, nodes)));
    }
    return inputs;
  }

  #target(end: SelectEnd, nodes: ReadonlyMap<string, BuiltNode>): Target {
    const target = end.node === null ? this.#outputs.get(end.port) : nodes.get(end.node)?.into(end.port);
    return target ?? bug(`no target for ${end.node}/${end.port}`);
  }

  #node(name: string, node: PipelineNode): BuiltNode {
    const ports = this.#facts.selects.filter(({ from }) => from.node === name).map(({ from }) => from.port);
    const taps = new Map(ports.map((port) => [port, newTap()]));
    switch (node.kind) {
      case 'stream': {
        // One tap is both ends of it: what goes in is there to be selected.
        const tap = taps.get('out') ?? newTap();
        return { into: () => ({ kind: 'tap', tap }), taps };
      }
      case 'script': {
        const script = this.#script(name, node, taps);
        return { into: (port) => ({ kind: 'script', script, port }), taps };
      }
      case 'operator': {
        const keeper = this.#operator(name, node, taps);
        return { into: (port) => ({ kind: 'keeper', keeper, port }), taps };
      }
      case 'pipeline': {
        const inputs = this.#nested(name, node, taps);
        return { into: (port) => tapTarget(inputs.get(port) ?? bug(`no input ${port}`)), taps };
      }
    }
  }

  #script(
    name: string,
    node: Extract<PipelineNode, { kind: 'script' }>,
    taps: BuiltNode['taps'],
  ): ScriptNode {
    const { value: compiled, diagnostics } = emitScript(node.facts, this.#args(node));
    this.#findings.add(diagnostics);
    const own = taps.get('err');
    const script: ScriptNode = {
      path: `${this.#path}/${name}`,
      compiled,
      ports: taps,
      errors: own === undefined ? this.#errors : tapTarget(own),
      unclaimed: this.#errors,
      source: this.#facts.scope.source,
      span: node.statement.name.span,
      emits: node.facts.outputs,
      definitionSource: node.facts.source,
    };
    this.#scripts.push(script);
    return script;
  }

  #operator(
    name: string,
    node: Extract<PipelineNode, { kind: 'operator' }>,
    taps: BuiltNode['taps'],
  ): KeeperNode {
    const configured = configureOperator(node, this.#environment, this.#findings);
    const own = taps.get('err');
    return operatorNode({
      path: `${this.#path}/${name}`,
      ports: taps,
      errors: own === undefined ? this.#errors : tapTarget(own),
      // Its settings have been checked before anything was built.
      configured: configured ?? bug(`operator ${name} is not in order`),
      source: this.#facts.scope.source,
      span: node.statement.name.span,
    });
  }

  #nested(
    name: string,
    node: Extract<PipelineNode, { kind: 'pipeline' }>,
    taps: BuiltNode['taps'],
  ): ReadonlyMap<string, Tap> {
    const { facts } = node;
    const environment = {
      scope: facts.scope,
      args: this.#args(node),
      parent: homeOf(node.home, this.#environment),
    };
    const outputs = new Map(
      facts.outputs.map((port) => {
        const tap = taps.get(port);
        // Errors that nobody selects from the inner pipeline are errors of the outer one.
        if (tap === undefined && port === 'err') return [port, this.#errors];
        return [port, tapTarget(tap ?? newTap())];
      }),
    );
    const path = `${this.#path}/${name}`;
    return new GraphBuilder(path, facts, environment, outputs, this.#scripts, this.#findings).build();
  }

  #args(node: Extract<PipelineNode, { kind: 'script' | 'pipeline' }>): Environment['args'] {
    const { definition, statement } = node;
    const home = homeOf(node.home, this.#environment);
    const args = createArguments(
      definition.params,
      statement.settings,
      this.#environment,
      home,
      this.#findings,
    );
    // Without all its arguments (reported) nothing of this is going to run.
    return args ?? EMPTY_RECORD;
  }

  #edge(select: ResolvedSelect, into: Target): SelectEdge {
    const { statement, target, where, having } = select;
    const from = referenceText(statement.from);
    return {
      path: `${this.#path}/select from ${from} into ${referenceText(statement.into)}`,
      target: isWholeEvent(statement.target) ? null : this.#expression(target),
      where: where && this.#guard(where, 'where'),
      having: having && this.#guard(having, 'having'),
      into,
      errors: this.#errors,
      source: this.#facts.scope.source,
      span: statement.span,
    };
  }

  #expression(facts: ExpressionFacts): CompiledExpression {
    const { value: evaluate, diagnostics } = emitExpression(facts, this.#environment.args);
    this.#findings.add(diagnostics);
    return { evaluate, reads: facts.reads };
  }

  #guard(facts: ExpressionFacts, clause: Guard['clause']): Guard {
    const { source } = facts;
    return { ...this.#expression(facts), clause, source, span: facts.expression.span };
  }
}

function newTap(): OpenTap {
  return { edges: [] };
}

function tapTarget(tap: Tap): Target {
  return { kind: 'tap', tap };
}

/** `select event`: what comes in goes on as it is. */
function isWholeEvent(target: ast.Expression): boolean {
  return target.kind === 'path' && target.root.kind === 'event' && target.segments.length === 0;
}

function referenceText({ node, port }: ast.PortReference): string {
  return port === null ? node.text : `${node.text}/${port.text}`;
}
