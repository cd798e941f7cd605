import { spanOf } from '../../1-lex/spans.ts';
import type * as cst from '../../2-parse/cst.ts';
import type { Span } from '../../diagnostics/diagnostic.ts';
import type * as ast from '../nodes.ts';
import { realToken, spanOfNode } from './context.ts';
import type { BuildContext } from './context.ts';
import { buildHandler, stepsOfHandlers } from './definitions.ts';
import { buildModulePath, buildName } from './names.ts';
import { buildSettingEntries } from './settings.ts';
import { buildBody } from './steps.ts';
import { usesAmong } from './uses.ts';
import { buildValue } from './values.ts';

/** Undefined when its name or its type is missing. */
export function buildWindow(
  ctx: BuildContext,
  { children }: cst.WindowDefinitionCstNode,
  docs: readonly string[],
  span: Span,
): ast.WindowDefinition | undefined {
  const name = buildName(children.name?.[0]);
  const type = realToken((children.Tumbling ?? children.Sliding)?.[0]);
  if (name === undefined || type === undefined) return undefined;
  const handlers = (children.handler ?? []).map((each) => buildHandler(ctx, each));
  const steps = children.body?.[0]?.children.step ?? [];
  return {
    kind: 'define-window',
    docs,
    name,
    type: { kind: children.Tumbling === undefined ? 'sliding' : 'tumbling', span: spanOf(type) },
    settings: buildSettingEntries(ctx, children.windowSettings?.[0]?.children.setting ?? []),
    state: children.State === undefined ? null : buildValue(ctx, children.value?.[0], span.end),
    uses: usesAmong([...stepsOfHandlers(children.handler ?? []), ...steps]),
    handlers: handlers.filter((each) => each !== undefined),
    body: children.Script === undefined ? null : buildBody(ctx, steps),
    span,
  };
}

/** The windows behind `from`. */
export function buildWindows(node: cst.WindowsCstNode | undefined): readonly ast.ModulePath[] {
  return (node?.children.modulePath ?? []).map(buildModulePath).filter((path) => path !== undefined);
}

/** What follows `group by`. */
export function buildGroupBy(ctx: BuildContext, node: cst.GroupByCstNode, at: number): ast.GroupBy {
  const span = spanOfNode(node, at);
  const { groupSet, groupEach, value } = node.children;
  if (groupSet !== undefined) {
    const items = groupSet[0]!.children.groupBy ?? [];
    return { kind: 'group-set', items: items.map((item) => buildGroupBy(ctx, item, span.end)), span };
  }
  if (groupEach !== undefined) {
    return {
      kind: 'group-each',
      value: buildValue(ctx, groupEach[0]!.children.value?.[0], span.end),
      span,
    };
  }
  return { kind: 'group-value', value: buildValue(ctx, value?.[0], span.end), span };
}
