import { isStackOverflow } from '../../runtime/errors.ts';
import type { FileCstNode, ScriptCstNode, ValueCstNode } from '../2-parse/cst.ts';
import { parse, unparsed } from '../2-parse/parse.ts';
import type { EntryRule, ParsedText } from '../2-parse/parse.ts';
import type { PhaseResult, Source } from '../diagnostics/diagnostic.ts';
import type { BuildContext } from './build/context.ts';
import { Docs } from './build/docs.ts';
import { IN_FILE, IN_QUERY } from './build/placement.ts';
import { buildStatements } from './build/statements.ts';
import { buildSteps } from './build/steps.ts';
import { buildValue } from './build/values.ts';
import type { Expression, FlowFile, PipelineDefinition } from './nodes.ts';

/** Text to tree: a whole `.flow` file. */
export function parseFlow(source: Source): PhaseResult<FlowFile> {
  return build(source, 'file', (ctx, tree: FileCstNode) => ({
    kind: 'file',
    docs: ctx.docs.ofFile(),
    items: buildStatements(ctx, tree.children.items?.[0]?.children.statement ?? [], IN_FILE),
    span: { start: 0, end: source.text.length },
  }));
}

/** Text to tree: what stands in a pipeline, on its own. It becomes the body of a pipeline called `query`. */
export function parseQuery(source: Source): PhaseResult<PipelineDefinition> {
  const span = { start: 0, end: source.text.length };
  return build(source, 'file', (ctx, tree: FileCstNode) => ({
    kind: 'define-pipeline',
    docs: ctx.docs.ofFile(),
    name: { kind: 'name', text: 'query', span: { start: 0, end: 0 } },
    inputs: null,
    outputs: null,
    params: [],
    body: buildStatements(ctx, tree.children.items?.[0]?.children.statement ?? [], IN_QUERY),
    span,
  }));
}

/** Text to tree: the body of a script on its own. */
export function parseScript(source: Source): PhaseResult<readonly Expression[]> {
  return build(source, 'script', (ctx, tree: ScriptCstNode) =>
    buildSteps(
      ctx,
      (tree.children.body ?? []).flatMap((body) => body.children.step ?? []),
    ),
  );
}

/** Text to tree: one expression. */
export function parseExpression(source: Source): PhaseResult<Expression> {
  return build(source, 'value', (ctx, tree: ValueCstNode) => buildValue(ctx, tree, 0));
}

function build<N extends ParsedText['tree'], T>(
  source: Source,
  rule: EntryRule,
  buildTree: (ctx: BuildContext, tree: N) => T,
): PhaseResult<T> {
  try {
    return buildFrom(source, parse(source, rule), buildTree);
  } catch (problem) {
    // The nesting is bounded, but not what has called us: the stack may be nearly used up.
    if (!isStackOverflow(problem)) throw problem;
    return buildFrom(source, unparsed(source, rule, { start: 0, end: 0 }), buildTree);
  }
}

function buildFrom<N extends ParsedText['tree'], T>(
  source: Source,
  { value: parsed, diagnostics }: PhaseResult<ParsedText>,
  buildTree: (ctx: BuildContext, tree: N) => T,
): PhaseResult<T> {
  const ctx: BuildContext = {
    source,
    docs: new Docs(parsed.docs, parsed.tokens),
    confusedUntil: parsed.confusedUntil,
    diagnostics: [],
  };
  // The tree of an entry rule has the type that is generated for it.
  const value = buildTree(ctx, parsed.tree as N);
  return { value, diagnostics: [...diagnostics, ...ctx.diagnostics, ...ctx.docs.leftOver(source)] };
}
