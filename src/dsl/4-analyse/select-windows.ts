import { suggest } from '../diagnostics/suggest.ts';
import type * as ast from '../3-ast/nodes.ts';
import type { UsedWindow, WindowFacts } from './facts.ts';
import type { Findings } from './findings.ts';
import { findInModule } from './module-members.ts';
import { blockOf, findDefinition, visibleNames } from './scope.ts';
import type { Found, Scope } from './scope.ts';

/** The windows that a select names; null when one of them is not in order (reported). */
export function resolveWindows(
  paths: readonly ast.ModulePath[],
  scope: Scope,
  analyse: (found: Found<ast.WindowDefinition>) => WindowFacts | null,
  findings: Findings,
): readonly UsedWindow[] | null {
  const windows: UsedWindow[] = [];
  for (const path of paths) {
    const found = findWindow(path, scope, findings);
    const facts = found && analyse(found);
    if (facts !== null) windows.push({ path, facts });
  }
  return windows.length === paths.length ? windows : null;
}

function findWindow(
  path: ast.ModulePath,
  scope: Scope,
  findings: Findings,
): Found<ast.WindowDefinition> | null {
  const { names } = path;
  if (names.length > 1) return findInModule(names, 'window', scope, findings);
  const name = names[0]!;
  const found = findDefinition(scope, 'window', name.text);
  if (found === null && !findings.hasHoles(blockOf(scope))) {
    findings.error({
      code: 'FR360',
      title: `unknown window \`${name.text}\``,
      span: path.span,
      label: 'no window of this name is defined',
      help: [
        suggest(name.text, visibleNames(scope, 'window'), 'windows') ??
          `define it first: \`define window ${name.text} from tumbling with size = 10 end;\``,
      ],
    });
  }
  return found;
}
