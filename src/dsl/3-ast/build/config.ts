import type * as cst from '../../2-parse/cst.ts';
import type * as ast from '../nodes.ts';
import { report, spanFrom, spanOfNode } from './context.ts';
import type { BuildContext } from './context.ts';
import type { Place } from './placement.ts';
import { buildSettingEntries } from './settings.ts';
import type { Statement } from './statements.ts';

/** What the `#!config` at the head of a body say. Those that stand elsewhere are reported and left out. */
export function buildConfig<S extends Statement>(
  ctx: BuildContext,
  nodes: readonly cst.StatementCstNode[],
  place: Place<S>,
): readonly ast.Setting[] {
  const settings: ast.Setting[] = [];
  let isHead = true;
  for (const { children } of nodes) {
    const directive = children.directive?.[0];
    if (directive === undefined) isHead = false;
    else if (isHead && place.takesConfig === true) {
      settings.push(...buildSettingEntries(ctx, directive.children.setting ?? []));
    } else reportMisplaced(ctx, directive, place);
  }
  return settings;
}

function reportMisplaced(
  ctx: BuildContext,
  directive: cst.DirectiveCstNode,
  place: Pick<Place<Statement>, 'name' | 'takesConfig'>,
): void {
  const span = spanFrom(directive.children.ConfigDirective?.[0], spanOfNode(directive, 0).start);
  if (span.start < ctx.confusedUntil) return;
  const isBehind = place.takesConfig === true;
  report(ctx, {
    code: 'FR208',
    title: isBehind
      ? '`#!config` cannot stand behind a statement'
      : `\`#!config\` cannot stand ${place.name}`,
    span,
    label: 'in the wrong place',
    help: [
      isBehind
        ? 'write it in front of the first statement'
        : 'it stands at the head of a flow file, a query or the body of a pipeline',
    ],
  });
}
