import { suggest } from '../diagnostics/suggest.ts';
import type * as ast from '../3-ast/nodes.ts';
import { checkRepeats } from './arguments.ts';
import type { WindowFacts } from './facts.ts';
import type { Finding, Findings } from './findings.ts';
import { explainOuterArguments } from './outer-arguments.ts';
import { openInner } from './scope.ts';
import type { Scope } from './scope.ts';
import { analyseExpression, analyseWindowScript } from './script/index.ts';
import { WINDOW_SETTINGS, isWindowSetting, windowSettingMistake } from './window-settings.ts';

/** One `define window`, in the pipeline or the module that `scope` is of. Null when it is not known by what it closes (reported). */
export function analyseWindow(
  window: ast.WindowDefinition,
  scope: Scope,
  findings: Findings,
): WindowFacts | null {
  checkRepeats(window.settings, 'setting', findings);
  for (const setting of window.settings) checkSetting(setting, scope, findings);
  const closesBy = checkCloser(window, findings);
  checkHandlers(window, closesBy, findings);
  if (window.type.kind === 'sliding') reportSliding(window, findings);
  const hasScript = window.body !== null || window.handlers.length > 0 || window.state !== null;
  if (!hasScript) return closesBy && { definition: window, scope, closesBy, script: null };
  const inner = openInner(window, scope, findings);
  const { value: script, diagnostics } = analyseWindowScript(window, inner, inner);
  findings.add(explainOuterArguments(diagnostics, scope.parent));
  if (!findings.isDamaged(window)) inner.modules.warnOfUnused(findings);
  return closesBy && { definition: window, scope, closesBy, script: window.body === null ? null : script };
}

function checkSetting(setting: ast.Setting, scope: Scope, findings: Findings): void {
  const { name, value } = setting;
  const params = scope.params.map((param) => param.name.text);
  const within = { params, use: 'constant', around: scope } as const;
  const analysed = analyseExpression(value, scope.source, within);
  findings.add(explainOuterArguments(analysed.diagnostics, scope.parent));
  if (!isWindowSetting(name.text)) {
    findings.error({
      code: 'FR362',
      title: `unknown setting \`${name.text}\` of a window`,
      span: name.span,
      label: 'no such setting',
      help: [
        name.text === 'state'
          ? 'state stands behind the settings: `from tumbling state 0 script … end`'
          : suggest(name.text, WINDOW_SETTINGS, 'settings'),
      ],
    });
    return;
  }
  const known = analysed.value.tables.constants.get(value);
  const mistake = known === undefined ? undefined : windowSettingMistake(setting, known);
  if (mistake !== undefined) findings.error(mistake);
}

/** Exactly one of `size`, `interval` and `state`. */
function checkCloser(window: ast.WindowDefinition, findings: Findings): WindowFacts['closesBy'] | null {
  const closers: { readonly by: WindowFacts['closesBy']; readonly node: ast.Name | ast.Expression }[] = [];
  for (const { name } of window.settings) {
    if (name.text === 'size' || name.text === 'interval') closers.push({ by: name.text, node: name });
  }
  if (window.state !== null) closers.push({ by: 'state', node: window.state });
  const [first, second] = closers;
  if (first === undefined) {
    if (findings.isDamaged(window)) return null;
    findings.error({
      code: 'FR361',
      title: `it is not said when window \`${window.name.text}\` closes`,
      span: window.name.span,
      label: '`size`, `interval` or `state` is missing',
      help: [
        'give one of them: `with size = 10 end`, `with interval = time::nanos::from_seconds(5) end`, or `state … script … end`',
      ],
    });
    return null;
  }
  if (second !== undefined && second.by !== first.by) {
    findings.error({
      code: 'FR361',
      title: `a window closes by \`${first.by}\` or by \`${second.by}\`, not by both`,
      span: second.node.span,
      label: `closes by \`${second.by}\`, too`,
      context: [findings.at(first.node, `closes by \`${first.by}\``)],
      help: ['keep one of them; a window with `state` can count and look at the time, too'],
    });
  }
  return first.by;
}

function checkHandlers(
  window: ast.WindowDefinition,
  closesBy: WindowFacts['closesBy'] | null,
  findings: Findings,
): void {
  const ticks = window.handlers.filter(({ port }) => port.text === 'tick');
  for (const { port } of window.handlers) {
    if (port.text === 'tick') continue;
    findings.error({
      code: 'FR365',
      title: `the script of a window has no port \`${port.text}\``,
      span: port.span,
      label: 'only `tick`',
      help: ['`script from tick` runs ten times a second; each event goes to the plain `script`'],
    });
  }
  const [first, second] = ticks;
  if (second !== undefined) {
    findings.error({
      code: 'FR514',
      title: 'the port `tick` has two handlers',
      span: second.port.span,
      label: 'handled again',
      context: [findings.at(first!.port, 'first handled here')],
    });
  }
  const report = lacks(window, closesBy, first);
  if (report !== undefined) findings.error(report);
}

/** What a window with `state` lacks, and one without has too much. */
function lacks(
  window: ast.WindowDefinition,
  closesBy: WindowFacts['closesBy'] | null,
  tick: ast.ScriptHandler | undefined,
): Finding | undefined {
  if (closesBy === 'state' && window.body === null) {
    return {
      code: 'FR365',
      title: `window \`${window.name.text}\` has a state, but no script`,
      span: window.name.span,
      label: 'when does it close?',
      help: [
        'add `script … end`: its answer is `true` to close the window, `false` not to, or `[emit, include]`',
      ],
    };
  }
  if (closesBy === null || closesBy === 'state' || tick === undefined) return undefined;
  return {
    code: 'FR365',
    title: `a window with \`${closesBy}\` has no \`script from tick\``,
    span: tick.port.span,
    label: 'only a window with `state` has one',
    help: [
      closesBy === 'interval'
        ? 'time closes it anyway, unless its script takes the time from the event'
        : 'use a window with `state` to close it when time goes on',
    ],
  };
}

function reportSliding({ type }: ast.WindowDefinition, findings: Findings): void {
  findings.error({
    code: 'FR364',
    title: 'there are no sliding windows yet',
    span: type.span,
    label: 'not supported',
    help: ['a tumbling window begins anew each time it closes: `from tumbling`'],
  });
}

/** Warns of windows that no select of this pipeline, or of one inside of it, is from. */
export function checkWindowUsage(body: readonly ast.PipelineStatement[], findings: Findings): void {
  const used = new Set(usedWindows(body));
  for (const statement of body) {
    if (statement.kind !== 'define-window' || used.has(statement.name.text)) continue;
    const { name } = statement;
    findings.warn({
      code: 'FR730',
      title: `window \`${name.text}\` is never used`,
      span: name.span,
      label: 'defined, but no `select` is from it',
      help: [`select from it: \`select … from in[${name.text}] into …\`, or remove the definition`],
    });
  }
}

function usedWindows(body: readonly ast.PipelineStatement[]): readonly string[] {
  return body.flatMap((statement) => {
    if (statement.kind === 'define-pipeline') return usedWindows(statement.body);
    if (statement.kind !== 'select') return [];
    return statement.windows.flatMap(({ names }) => (names.length === 1 ? [names[0]!.text] : []));
  });
}
