import { describe, expect, test } from 'vitest';
import { parseFlow } from '../../../src/dsl/3-ast/index.ts';
import {
  analyseExpression,
  groupedExpressions,
  analyseScript,
  analyseWindowScript,
} from '../../../src/dsl/4-analyse/script/index.ts';
import { emitScript } from '../../../src/dsl/5-emit/script/index.ts';
import { CODES, hasErrors } from '../../../src/dsl/diagnostics/index.ts';
import type { Diagnostic } from '../../../src/dsl/diagnostics/index.ts';
import { EMPTY_RECORD } from '../../../src/runtime/value/value.ts';
import { Variables } from '../../../src/dsl/variables.ts';

/** What `flowrun explain` shows for mistakes in scripts has to make that mistake, and then not. */
const ENTRIES = CODES.filter(({ code, wrong }) => /^FR(5|75)/.test(code) && wrong !== undefined);

describe.each(ENTRIES)('$code: $title', ({ code, wrong, right }) => {
  test('the wrong example makes the mistake', () => {
    expect(codesIn(wrong!)).toContain(code);
  });

  test('the right one makes none', () => {
    expect(codesIn(right!)).toEqual([]);
  });
});

/** Completes an example to a definition in a pipeline; examples show as little as they can. */
function complete(example: string): string {
  if (example.startsWith('define') || example.startsWith('select')) return `${example};`;
  if (example.startsWith('script')) return `define script s ${example};`;
  if (example.startsWith('case')) {
    return `define script s args limit script const A = match 1 of ${example} case _ => 0 end; A end;`;
  }
  return `define script s script ${example} end;`;
}

function codesIn(example: string): readonly string[] {
  const text = `define flow f flow define pipeline p pipeline ${complete(example)} end; end;`;
  const source = { name: 'example', text };
  const { value: file, diagnostics } = parseFlow(source);
  const flow = file.items[0];
  const pipeline = flow?.kind === 'define-flow' ? flow.body[0] : undefined;
  const node = pipeline?.kind === 'define-pipeline' ? pipeline.body[0] : undefined;
  const found: Diagnostic[] = [...diagnostics];
  if (node?.kind === 'define-script') {
    const analysed = analyseScript(node, source);
    found.push(...analysed.diagnostics);
    const args = node.params.length === 0 ? EMPTY_RECORD : new Map([['limit', 1]]);
    if (!hasErrors(found)) found.push(...emitScript(analysed.value, args, new Variables({})).diagnostics);
  } else if (node?.kind === 'select') {
    for (const part of ['target', 'where', 'having'] as const) {
      const expression = node[part];
      if (expression === null) continue;
      const grouped = groupedExpressions(node.groupBy);
      const clause = { part, isWindowed: node.windows.length > 0, grouped };
      found.push(...analyseExpression(expression, source, { params: [], use: 'select', clause }).diagnostics);
    }
  } else if (node?.kind === 'define-window') {
    found.push(...analyseWindowScript(node, { source, params: [] }, null).diagnostics);
  }
  return found.map((diagnostic) => diagnostic.code);
}
