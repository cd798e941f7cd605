import type { CallExpression } from '../../3-ast/nodes.ts';
import { listed } from '../../diagnostics/index.ts';
import type { Analysis } from './analysis.ts';

/** What a call is checked against. */
export interface Callable {
  readonly module: string;
  readonly name: string;
  readonly params: readonly { readonly name: string; readonly optional?: true }[];
  readonly rest: { readonly name: string } | null;
}

/** Says false, and reports it, when there are too many arguments or too few. */
export function checkArity(analysis: Analysis, call: CallExpression, definition: Callable): boolean {
  const { params, rest } = definition;
  const given = call.args.length;
  const required = params.filter(({ optional }) => optional !== true);
  const isMissing = given < required.length;
  if (!isMissing && (given <= params.length || rest !== null)) return true;
  const span = isMissing
    ? call.callee.span
    : { start: call.args[params.length]!.span.start, end: call.args.at(-1)!.span.end };
  const missing = required.slice(given).map((param) => param.name);
  analysis.error({
    code: 'FR505',
    title: `\`${definition.module}::${definition.name}\` takes ${countText(definition)}, not ${given}`,
    span,
    label: isMissing ? `${listed(missing, 'and')} missing` : 'too many',
    help: [`its form is ${usage(definition)}`],
  });
  return false;
}

/** ``at least 1 argument``, `0 to 2 arguments`. */
function countText({ params, rest }: Callable): string {
  const least = params.filter(({ optional }) => optional !== true).length;
  const most = params.length;
  const noun = most === 1 ? 'argument' : 'arguments';
  if (rest !== null) return `at least ${least} ${least === 1 ? 'argument' : 'arguments'}`;
  if (least === most) return `${most} ${noun}`;
  return most === least + 1 ? `${least} or ${most} ${noun}` : `${least} to ${most} ${noun}`;
}

function usage({ module, name, params, rest }: Callable): string {
  const names = params.map((param) => (param.optional === true ? `[${param.name}]` : param.name));
  return `\`${module}::${name}(${names.concat(rest === null ? [] : [`${rest.name}…`]).join(', ')})\``;
}
