import type * as cst from '../../2-parse/cst.ts';
import type * as ast from '../nodes.ts';
import { report, spanOfNode } from './context.ts';
import type { BuildContext } from './context.ts';
import { buildName } from './names.ts';

/** `undefined` where no module is named; that is reported already. */
export function buildUse(node: cst.UseCstNode): ast.UseStatement | undefined {
  const tree = buildUseTree(node.children.useTree?.[0]);
  return tree && { kind: 'use', tree, span: spanOfNode(node, tree.span.start) };
}

/** The `use`s among the steps of a body: they belong to the script, not to what it does. */
export function usesAmong(steps: readonly cst.StepCstNode[]): readonly ast.UseStatement[] {
  return steps
    .flatMap(({ children }) => children.use ?? [])
    .map(buildUse)
    .filter((use) => use !== undefined);
}

/** For a `use` inside of something in a script. */
export function reportNestedUse(ctx: BuildContext, node: cst.UseCstNode): void {
  const { start } = spanOfNode(node, 0);
  report(ctx, {
    code: 'FR208',
    title: '`use` cannot stand inside of an expression',
    span: { start, end: start + 'use'.length },
    label: 'in the wrong place',
    help: ['write it at the head of the script: it is there for the whole of it'],
  });
}

function buildUseTree(node: cst.UseTreeCstNode | undefined): ast.UseTree | undefined {
  const names = (node?.children.name ?? []).map(buildName).filter((name) => name !== undefined);
  const first = names[0];
  if (node === undefined || first === undefined) return undefined;
  const group = node.children.useGroup?.[0];
  const inside = group?.children.useTree?.map(buildUseTree).filter((each) => each !== undefined);
  return {
    kind: 'use-tree',
    names,
    alias: buildName(node.children.alias?.[0]) ?? null,
    group: group === undefined ? null : (inside ?? []),
    span: spanOfNode(node, first.span.start),
  };
}
