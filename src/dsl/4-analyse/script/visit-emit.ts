import type { DropExpression, EmitExpression, StringTemplate } from '../../3-ast/nodes.ts';
import type { Analysis, Place } from './analysis.ts';
import { checkIsNoWindow } from './select-roots.ts';
import { checkStatement } from './statements.ts';

const ANSWER = 'the value of its last expression is its answer';

/** `emit value => "port"`. */
export function visitEmit(analysis: Analysis, node: EmitExpression, place: Place): void {
  const keyword = { start: node.span.start, end: node.span.start + 'emit'.length };
  if (checkIsNoWindow(analysis, '`emit`', keyword, ANSWER)) {
    checkStatement(analysis, node.span, '`emit`', place);
  }
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
  if (!checkIsNoWindow(analysis, '`drop`', node.span, ANSWER)) return;
  checkStatement(analysis, node.span, '`drop`', place);
}
