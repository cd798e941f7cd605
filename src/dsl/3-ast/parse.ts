import { isStackOverflow } from '../../runtime/errors.ts';
import type { FileCstNode, ScriptCstNode, StepCstNode, ValueCstNode } from '../2-parse/cst.ts';
import { parse, unparsed } from '../2-parse/parse.ts';
import type { EntryRule, ParsedText } from '../2-parse/parse.ts';
import type { PhaseResult, Source, Span } from '../diagnostics/diagnostic.ts';
import type { BuildContext } from './build/context.ts';
import { buildConfig } from './build/config.ts';
import { Docs } from './build/docs.ts';
import { IN_FILE, IN_MODULE, IN_QUERY } from './build/placement.ts';
import type { Place } from './build/placement.ts';
import { buildStatements } from './build/statements.ts';
import { buildBody } from './build/steps.ts';
import { usesAmong } from './build/uses.ts';
import { buildValue } from './build/values.ts';
import type { Expression, FileItem, FlowFile, Name, PipelineDefinition, ScriptDefinition } from './nodes.ts';

/** Text to tree: a flow file. */
export function parseFlow(source: Source): PhaseResult<FlowFile> {
  return build(source, 'file', (ctx, tree: FileCstNode) => buildFile(ctx, tree, IN_FILE));
}

/** Text to tree: a file that others use. */
export function parseModule(source: Source): PhaseResult<FlowFile> {
  return build(source, 'file', (ctx, tree: FileCstNode) => buildFile(ctx, tree, IN_MODULE));
}

function buildFile(ctx: BuildContext, tree: FileCstNode, place: Place<FileItem>): FlowFile {
  const statements = tree.children.items?.[0]?.children.statement ?? [];
  return {
    kind: 'file',
    docs: ctx.docs.ofFile(),
    config: buildConfig(ctx, statements, place),
    items: buildStatements(ctx, statements, place),
    span: wholeOf(ctx.source),
  };
}

/** A file that holds one definition: the text itself is its body. */
export interface BareFile<D extends FileItem> extends FlowFile {
  readonly items: readonly [D];
}

/** Text to tree: what stands in a pipeline, on its own. It becomes the body of a pipeline called `query`. */
export function parseQuery(source: Source): PhaseResult<BareFile<PipelineDefinition>> {
  return build(source, 'file', (ctx, tree: FileCstNode) => {
    const docs = ctx.docs.ofFile();
    const statements = tree.children.items?.[0]?.children.statement ?? [];
    const config = buildConfig(ctx, statements, IN_QUERY);
    const body = buildStatements(ctx, statements, IN_QUERY);
    const name = nameOfBare('query');
    const head = { docs, name, inputs: null, outputs: null, params: [], config };
    return bareFile(source, { kind: 'define-pipeline', ...head, body, span: wholeOf(source) });
  });
}

/** Text to tree: the body of a script on its own, as a script called `script`. */
export function parseScriptFile(source: Source): PhaseResult<BareFile<ScriptDefinition>> {
  return build(source, 'script', (ctx, tree: ScriptCstNode) => {
    const steps = stepsOf(tree);
    const body = buildBody(ctx, steps);
    const head = { docs: [], name: nameOfBare('script'), params: [], state: null, handlers: [] };
    return bareFile(source, {
      kind: 'define-script',
      ...head,
      uses: usesAmong(steps),
      body,
      span: wholeOf(source),
    });
  });
}

/** Text to tree: the body of a script, as far as it does something. */
export function parseScript(source: Source): PhaseResult<readonly Expression[]> {
  return build(source, 'script', (ctx, tree: ScriptCstNode) => buildBody(ctx, stepsOf(tree)));
}

function stepsOf(tree: ScriptCstNode): readonly StepCstNode[] {
  return (tree.children.body ?? []).flatMap((body) => body.children.step ?? []);
}

function bareFile<D extends FileItem>(source: Source, item: D): BareFile<D> {
  return { kind: 'file', docs: [], config: [], items: [item], span: wholeOf(source) };
}

function wholeOf({ text }: Source): Span {
  return { start: 0, end: text.length };
}

function nameOfBare(text: string): Name {
  return { kind: 'name', text, span: { start: 0, end: 0 } };
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
