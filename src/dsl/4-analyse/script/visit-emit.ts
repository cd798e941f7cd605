import type { DropExpression, EmitExpression, StringTemplate } from '../../3-ast/nodes.ts';
import type { Analysis, Place } from './analysis.ts';
import { checkStatement } from './statements.ts';

/** `emit value => "port"`. */
export function visitEmit(analysis: Analysis, node: EmitExpression, place: Place): void {
  checkStatement(analysis, node.span, '`emit`', place);
  if (node.value === null) {
    analysis.reads.eventComesOut();
  } else {
    analysis.visit(node.value, 'value');
    analysis.reads.result(node.value, analysis);
  }
  if (node.port !== null) visitPort(analysis, node.port);
}

function visitPort(analysis: Analysis, port: StringTemplate): void {
  analysis.visit(port, 'value');
  const name = analysis.constants.get(port);
  if (typeof name !== 'string') analysis.dynamicOutputs = true;
  else if (!analysis.outputs.has(name)) analysis.outputs.set(name, port.span);
}

export function visitDrop(analysis: Analysis, node: DropExpression, place: Place): void {
  checkStatement(analysis, node.span, '`drop`', place);
}
