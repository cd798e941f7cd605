import type * as ast from '../nodes.ts';
import { report } from './context.ts';
import type { BuildContext } from './context.ts';
import type { Statement } from './statements.ts';

/** A kind of body and what can stand in it. */
export interface Place<S extends Statement> {
  /** `in a flow`. */
  readonly name: string;
  /** What does stand there, for the help. */
  readonly holds: string;
  /** Can `#!config` stand at its head? */
  readonly takesConfig?: boolean;
  readonly allows: (statement: Statement) => statement is S;
}

export const IN_FILE: Place<ast.FileItem> = {
  name: 'outside of a flow',
  takesConfig: true,
  holds: 'a file holds `use`, `define flow` and `deploy flow`',
  allows: (statement): statement is ast.FileItem =>
    statement.kind === 'define-flow' || statement.kind === 'deploy' || statement.kind === 'use',
};

export const IN_MODULE: Place<ast.FileItem> = {
  name: 'in a module',
  holds: 'a module holds definitions and `use`',
  allows: (statement): statement is ast.FileItem =>
    statement.kind.startsWith('define-') || ['use', 'const', 'fn'].includes(statement.kind),
};

export const IN_FLOW: Place<ast.FlowStatement> = {
  name: 'in a flow',
  holds: 'a flow holds connectors, pipelines and `connect`',
  allows: (statement): statement is ast.FlowStatement => {
    if (statement.kind === 'create') return statement.what === 'connector' || statement.what === 'pipeline';
    return (
      statement.kind === 'define-connector' ||
      statement.kind === 'define-pipeline' ||
      statement.kind === 'connect' ||
      statement.kind === 'use'
    );
  },
};

export const IN_PIPELINE: Place<ast.PipelineStatement> = {
  name: 'in a pipeline',
  takesConfig: true,
  holds: 'a pipeline holds scripts, windows, operators, streams, pipelines and `select`',
  allows: (statement): statement is ast.PipelineStatement => {
    if (statement.kind === 'create') return statement.what !== 'connector';
    return (
      statement.kind === 'define-script' ||
      statement.kind === 'define-window' ||
      statement.kind === 'define-operator' ||
      statement.kind === 'define-pipeline' ||
      statement.kind === 'select' ||
      statement.kind === 'use'
    );
  },
};

/** A pipeline's body that is a file of its own. */
export const IN_QUERY: Place<ast.PipelineStatement> = {
  ...IN_PIPELINE,
  name: 'in a query',
  holds:
    'a query holds scripts, windows, operators, streams, pipelines and `select`; a flow file is run by `flowrun FILE`',
};

/** Reports a statement in the wrong place. */
export function isAllowed<S extends Statement>(
  ctx: BuildContext,
  statement: Statement,
  place: Place<S>,
): statement is S {
  if (place.allows(statement)) return true;
  if (statement.span.start < ctx.confusedUntil) return false;
  const words = wordsOf(statement);
  report(ctx, {
    code: 'FR208',
    title: `\`${words}\` cannot stand ${place.name}`,
    span: { start: statement.span.start, end: headEnd(ctx, statement, words) },
    label: 'in the wrong place',
    help: [`${place.holds}`],
  });
  return false;
}

function wordsOf(statement: Statement): string {
  switch (statement.kind) {
    case 'create':
      return `create ${statement.what}`;
    case 'deploy':
      return 'deploy flow';
    case 'connect':
    case 'select':
    case 'use':
    case 'const':
    case 'fn':
      return statement.kind;
    default:
      return statement.kind.replace('-', ' ');
  }
}

/** Behind the words that the statement begins with, however they are spaced. */
function headEnd(ctx: BuildContext, { span }: Statement, words: string): number {
  const count = words.split(' ').length;
  const head = new RegExp(`^(?:\\S+\\s+){${count - 1}}\\w+`).exec(
    ctx.source.text.slice(span.start, span.end),
  );
  return span.start + (head?.[0].length ?? words.length);
}
