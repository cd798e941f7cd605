import type * as ast from '../3-ast/nodes.ts';
import { descendants } from './script/traverse.ts';

/** Can an event leave the script by `out`? Not when every way through it ends in a `drop` or in another port. */
export function reachesOut(script: ast.ScriptDefinition): boolean {
  const bodies = [...script.handlers.map((handler) => handler.body), script.body];
  return bodies.some((body) => canComplete(body) || emitsToOut(body));
}

/** Does the last expression have a value, which then is the result? */
function canComplete(body: readonly ast.Expression[]): boolean {
  const last = body.at(-1);
  if (last === undefined) return true;
  if (last.kind === 'match') return last.cases.some((each) => canComplete(each.body));
  return last.kind !== 'emit' && last.kind !== 'drop';
}

function emitsToOut(body: readonly ast.Expression[]): boolean {
  return [...descendants(body)].some(
    (each) => each.kind === 'emit' && (each.port === null || isOut(each.port)),
  );
}

/** An interpolated port may be any. */
function isOut(port: ast.StringTemplate): boolean {
  return port.parts.some((part) => part.kind === 'interpolation' || part.text === 'out');
}
