import type { IToken } from 'chevrotain';
import { readName } from '../../1-lex/names.ts';
import { spanOf } from '../../1-lex/spans.ts';
import type { ModulePathCstNode, NameCstNode } from '../../2-parse/cst.ts';
import type { ModulePath, Name } from '../nodes.ts';
import { realToken, spanOfNode } from './context.ts';

/** `undefined` where there is no name; that is reported already. */
export function buildName(node: NameCstNode | undefined): Name | undefined {
  return nameOfToken(node?.children.Identifier?.[0]);
}

export function nameOfToken(token: IToken | undefined): Name | undefined {
  const real = realToken(token);
  return real && { kind: 'name', text: readName(real.image), span: spanOf(real) };
}

export function buildModulePath(node: ModulePathCstNode | undefined): ModulePath | undefined {
  const names = (node?.children.name ?? []).map(buildName).filter((name) => name !== undefined);
  const first = names[0];
  if (node === undefined || first === undefined) return undefined;
  return { kind: 'module-path', names, span: spanOfNode(node, first.span.start) };
}
