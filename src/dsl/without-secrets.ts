import type { Secrets } from '../runtime/plan.ts';
import type { Diagnostic, Label } from './diagnostics/diagnostic.ts';

/** The diagnostic with names where it would show what was read from the environment. The text of the flow stays as it is. */
export function withoutSecrets(diagnostic: Diagnostic, secrets: Secrets): Diagnostic {
  const hide = (text: string): string => secrets.hide(text);
  const hideIn = (label: Label): Label => ({ ...label, text: hide(label.text) });
  return {
    ...diagnostic,
    title: hide(diagnostic.title),
    primary: hideIn(diagnostic.primary),
    context: diagnostic.context.map(hideIn),
    help: diagnostic.help.map(hide),
    notes: diagnostic.notes.map(hide),
  };
}
