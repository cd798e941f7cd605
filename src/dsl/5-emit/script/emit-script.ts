import type { Value, ValueRecord } from '../../../runtime/value/value.ts';
import type { ExpressionFacts, ScriptFacts } from '../../4-analyse/script/index.ts';
import type { PhaseResult } from '../../diagnostics/diagnostic.ts';
import type { Variables } from '../../variables.ts';
import type { Evaluator } from '../evaluator.ts';
import type { CompiledScript } from './compiled-script.ts';
import { cellsWithFields } from './cells.ts';
import { emitAggregates } from './emit-aggregates.ts';
import type { CompiledAggregate } from './emit-aggregates.ts';
import { emitBody } from './emit-body.ts';
import { emitExpressionNode } from './emit-expression.ts';
import { emitStatementNode } from './emit-statement.ts';
import { Emission } from './emission.ts';
import type { EmissionInput } from './emission.ts';
import { RunningScript } from './instance.ts';
import type { Program } from './instance.ts';
import type { Statement } from './statement.ts';

/** Builds a script that analysis found no mistakes in, for these arguments. */
export function emitScript(
  facts: ScriptFacts,
  args: ValueRecord,
  variables: Variables,
): PhaseResult<CompiledScript> {
  const { definition, source, slots, tables } = facts;
  const statements = [...definition.handlers, definition].flatMap(({ body }) => body);
  const emission = createEmission({
    source,
    tables,
    slots,
    args,
    variables,
    cells: cellsWithFields(tables, statements),
  });
  const state: Value = (definition.state === null ? null : emission.evaluate(definition.state)) ?? null;
  const bodies = new Map<string, Statement>();
  for (const { port, body } of definition.handlers) bodies.set(port.text, emitBody(emission, body));
  bodies.set('in', emitBody(emission, definition.body));
  const { text: name, span } = definition.name;
  const program: Program = { source, span, name, bodies, slots, state, secrets: variables };
  const script: CompiledScript = {
    inputs: facts.inputs,
    outputs: [...facts.outputs.keys()],
    dynamicOutputs: facts.dynamicOutputs,
    reads: facts.reads,
    create: () => new RunningScript(program),
  };
  return { value: script, diagnostics: emission.diagnostics };
}

/** Builds an expression that analysis found no mistakes in, for these arguments. */
export function emitExpression(
  facts: ExpressionFacts,
  args: ValueRecord,
  variables: Variables,
): PhaseResult<Evaluator> {
  const emission = createEmission({ ...facts, args, variables, cells: new Set() });
  return { value: emission.expression(facts.expression), diagnostics: emission.diagnostics };
}

/** What a select from a window selects: computed when the window closes, from aggregates that took in every event. */
export interface CompiledSelection {
  readonly evaluate: Evaluator;
  readonly aggregates: readonly CompiledAggregate[];
}

export function emitSelection(
  facts: ExpressionFacts,
  args: ValueRecord,
  variables: Variables,
): PhaseResult<CompiledSelection> {
  const emission = createEmission({ ...facts, args, variables, cells: new Set() });
  const value = { evaluate: emission.expression(facts.expression), aggregates: emitAggregates(emission) };
  return { value, diagnostics: emission.diagnostics };
}

export function createEmission(input: EmissionInput): Emission {
  return new Emission(input, { expression: emitExpressionNode, statement: emitStatementNode });
}
