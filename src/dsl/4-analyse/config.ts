import { suggest } from '../diagnostics/suggest.ts';
import type * as ast from '../3-ast/nodes.ts';
import { checkConstant, checkRepeats } from './arguments.ts';
import type { Findings } from './findings.ts';
import type { Scope } from './scope.ts';

/** What `#!config` can say. */
export const CONFIG_NAMES: readonly string[] = ['metrics_interval_s', 'id'];

/** The `#!config` at a head: known names, none twice, with constant values. `around` is the body. */
export function checkConfig(config: readonly ast.Setting[], around: Scope, findings: Findings): void {
  checkRepeats(config, 'directive', findings);
  for (const { name, value } of config) {
    if (!CONFIG_NAMES.includes(name.text)) {
      findings.error({
        code: 'FR416',
        title: `unknown directive \`#!config ${name.text}\``,
        span: name.span,
        label: 'no such directive',
        help: [suggest(name.text, CONFIG_NAMES, 'directives')],
      });
    }
    checkConstant(value, around.params, around, findings);
  }
}
