import { printName } from '../../3-ast/index.ts';
import type { Name } from '../../3-ast/nodes.ts';
import { didYouMean } from '../../diagnostics/index.ts';
import type { Analysis, Use } from './analysis.ts';
import { constantNamesOfFile } from './module-members.ts';

/**
 * Reports a name that stands for nothing here, with what was probably meant. Always false: it cannot be read. In a
 * pattern, it may have been meant to be given to what matches.
 */
export function unknownName(analysis: Analysis, name: Name, isPattern = false): boolean {
  const { scope, params, use } = analysis;
  const { text, span } = name;
  const later = scope.definedLater(text);
  if (later !== undefined) {
    analysis.error({
      code: 'FR515',
      title: `the constant \`${text}\` is used before it is defined`,
      span,
      label: 'not known yet',
      context: [analysis.label(later.name.span, 'defined here')],
      help: [
        analysis.around?.owner.kind === 'file'
          ? 'put its definition before this one'
          : 'define constants at the beginning of the script',
      ],
    });
  } else if (scope.isComplete) {
    const outer = scope.isOuterLocal(text) ? OTHERWISE.function(text, text) : undefined;
    const near =
      outer ??
      meantWord(text, use) ??
      didYouMean(text, [...scope.names, ...constantNamesOfFile(analysis), ...WORDS[use]]);
    const argument =
      use !== 'function' && params.includes(text) ? `did you mean the argument \`args.${text}\`?` : undefined;
    const meant = near ?? argument;
    const help = isPattern
      ? [meant, `to call what matches \`${text}\`, write ${code(`${printName(name)} = _`)}`]
      : [meant ?? OTHERWISE[use](text, printName(name))];
    analysis.error({ ...UNKNOWN[use](text), span, help });
  }
  // An incomplete scope may lack the definition because its text could not be read: that has been reported.
  return false;
}

/** Keywords that a value can begin with: nobody means a local by what is nearly one of them. */
const WORDS = {
  script: ['event', 'state', 'args', 'true', 'false', 'null'],
  function: ['args', 'true', 'false', 'null'],
  select: ['event', 'args', 'true', 'false', 'null'],
  constant: ['args', 'true', 'false', 'null'],
} as const;

/** What other languages call nothing. */
const NOTHING: readonly string[] = ['nil', 'none', 'undefined'];

/** `True`, `NULL` and `nil` are near to no name but one. */
function meantWord(text: string, use: Use): string | undefined {
  const wanted = NOTHING.includes(text.toLowerCase()) ? 'null' : text.toLowerCase();
  const word = WORDS[use].find((each) => each === wanted);
  return word === undefined ? undefined : `did you mean \`${word}\`?`;
}

const UNKNOWN = {
  function: (name: string) => ({
    code: 'FR501',
    title: `unknown name \`${name}\``,
    label: 'no parameter, no local of the function, no constant',
  }),
  script: (name: string) => ({
    code: 'FR501',
    title: `unknown name \`${name}\``,
    label: 'no local, no constant',
  }),
  select: (name: string) => ({
    code: 'FR502',
    title: `unknown name \`${name}\`: a \`select\` has no locals`,
    label: 'not a local',
  }),
  constant: (name: string) => ({
    code: 'FR501',
    title: `unknown name \`${name}\``,
    label: 'not a constant',
  }),
} as const;

/** What to do about an unknown name that is like no other; `written` is the name as it stands in a text. */
const OTHERWISE = {
  function: (name: string, _written: string) => `a function sees its arguments: make \`${name}\` one of them`,
  script: (_name: string, written: string) =>
    `a field of the event is ${code(`event.${written}`)}; a local is set by ${code(`let ${written} = …`)}`,
  select: (_name: string, written: string) => `did you mean the field ${code(`event.${written}`)}?`,
  constant: (name: string, _written: string) => `a string is written in quotes: \`"${name}"\``,
} as const;

/** In back-quotes; in two where it has some of its own. */
function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}
