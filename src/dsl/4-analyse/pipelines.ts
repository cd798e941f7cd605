import type { OperatorDefinition } from '../../runtime/api.ts';
import type * as ast from '../3-ast/nodes.ts';
import { checkParameters } from './arguments.ts';
import { checkConfig } from './config.ts';
import type { PipelineFacts, WindowFacts } from './facts.ts';
import type { Findings } from './findings.ts';
import { resolveNodes } from './nodes.ts';
import { OperatorAnalyser } from './operators.ts';
import { explainOuterArguments } from './outer-arguments.ts';
import { declaredPorts } from './ports.ts';
import { openInner } from './scope.ts';
import type { Found, Scope } from './scope.ts';
import { analyseScript } from './script/index.ts';
import type { ScriptFacts } from './script/index.ts';
import { analyseSelects } from './selects.ts';
import { checkNodeUsage } from './node-usage.ts';
import { analyseWindow, checkWindowUsage } from './windows.ts';

/** Unknown names and arguments, and empty bodies: what a script seems to have when a part of it is missing. */
const LACKS: ReadonlySet<string> = new Set(['FR501', 'FR509', 'FR516']);

/** Analyses pipelines, scripts and operators, each definition once, wherever it is created. */
export class PipelineAnalyser {
  readonly operators: OperatorAnalyser;
  readonly #findings: Findings;
  readonly #pipelines = new Map<ast.PipelineDefinition, PipelineFacts>();
  readonly #scripts = new Map<ast.ScriptDefinition, ScriptFacts>();
  readonly #windows = new Map<ast.WindowDefinition, WindowFacts | null>();
  /** The pipelines that are being analysed, outermost first: one that is met again contains itself. */
  readonly #open: ast.PipelineDefinition[] = [];

  constructor(findings: Findings, operators: readonly OperatorDefinition[]) {
    this.#findings = findings;
    this.operators = new OperatorAnalyser(operators, findings);
  }

  /** `scope` is what the definition stands in. */
  analyse(definition: ast.PipelineDefinition, scope: Scope): PipelineFacts {
    const known = this.#pipelines.get(definition);
    if (known !== undefined) return known;
    this.#open.push(definition);
    const facts = this.#analyseNew(definition, scope);
    this.#open.pop();
    this.#pipelines.set(definition, facts);
    return facts;
  }

  /** From the pipeline that is met again down to the innermost one; null when it is not open. */
  wayBackTo(definition: ast.PipelineDefinition): readonly ast.PipelineDefinition[] | null {
    const start = this.#open.indexOf(definition);
    return start < 0 ? null : this.#open.slice(start);
  }

  analyseScript(definition: ast.ScriptDefinition, scope: Scope): ScriptFacts {
    const known = this.#scripts.get(definition);
    if (known !== undefined) return known;
    const findings = this.#findings.of(scope.source);
    checkParameters(definition.params, scope, findings);
    const inner = openInner(definition, scope, findings);
    const { value, diagnostics } = analyseScript(definition, scope.source, inner);
    // In a script that did not parse as a whole, the definition of a name may be what is missing.
    const isDamaged = findings.isDamaged(definition);
    const credible = diagnostics.filter(({ code }) => !isDamaged || !LACKS.has(code));
    findings.add(explainOuterArguments(credible, scope));
    if (!isDamaged) inner.modules.warnOfUnused(findings);
    this.#scripts.set(definition, value);
    return value;
  }

  analyseWindow({ definition, scope }: Found<ast.WindowDefinition>): WindowFacts | null {
    const known = this.#windows.get(definition);
    if (known !== undefined) return known;
    const facts = analyseWindow(definition, scope, this.#findings.of(scope.source));
    this.#windows.set(definition, facts);
    return facts;
  }

  get results(): ReadonlyMap<ast.PipelineDefinition, PipelineFacts> {
    return this.#pipelines;
  }

  #analyseNew(definition: ast.PipelineDefinition, parent: Scope): PipelineFacts {
    const findings = this.#findings.of(parent.source);
    checkParameters(definition.params, parent, findings);
    const scope = openInner(definition, parent, findings);
    checkConfig(definition.config, scope, findings);
    for (const statement of definition.body) {
      if (statement.kind === 'define-script') this.analyseScript(statement, scope);
      else if (statement.kind === 'define-window') this.analyseWindow({ definition: statement, scope });
      else if (statement.kind === 'define-operator') this.operators.analyse(statement, scope);
      else if (statement.kind === 'define-pipeline') this.analyse(statement, scope);
    }
    const ports = declaredPorts(definition, findings);
    const nodes = resolveNodes(definition, ports, scope, this, findings);
    const selects = analyseSelects({ definition, scope, ...ports, nodes }, this, findings);
    const facts = { definition, scope, ...ports, nodes, selects };
    if (findings.isWhole) {
      checkNodeUsage(facts, findings);
      checkWindowUsage(definition.body, findings);
      scope.modules.warnOfUnused(findings);
    }
    return facts;
  }
}
