import type * as cst from '../../2-parse/cst.ts';
import type * as ast from '../nodes.ts';
import { spanOfNode } from './context.ts';
import type { BuildContext } from './context.ts';
import { nameOfToken } from './names.ts';
import { buildValue } from './values.ts';

/** The entries of `with`. */
export function buildSettings(
  ctx: BuildContext,
  node: cst.SettingsCstNode | undefined,
): readonly ast.Setting[] {
  return buildSettingEntries(ctx, node?.children.setting ?? []);
}

export function buildSettingEntries(
  ctx: BuildContext,
  nodes: readonly cst.SettingCstNode[],
): readonly ast.Setting[] {
  const settings = nodes.map((each): ast.Setting | undefined => {
    const name = nameOfToken(each.children.Identifier?.[0]);
    if (name === undefined) return undefined;
    const span = spanOfNode(each, name.span.end);
    return { kind: 'setting', name, value: buildValue(ctx, each.children.value?.[0], span.end), span };
  });
  return settings.filter((each) => each !== undefined);
}

/** The entries of `args`. */
export function buildParameters(
  ctx: BuildContext,
  node: cst.ArgsCstNode | undefined,
): readonly ast.Parameter[] {
  const params = (node?.children.parameter ?? []).map((each): ast.Parameter | undefined => {
    const { Identifier, Assign, value } = each.children;
    const name = nameOfToken(Identifier?.[0]);
    if (name === undefined) return undefined;
    const span = spanOfNode(each, name.span.end);
    const fallback = Assign === undefined ? null : buildValue(ctx, value?.[0], span.end);
    return { kind: 'parameter', name, default: fallback, span };
  });
  return params.filter((each) => each !== undefined);
}
