/** How a piece of a frame looks on a terminal. */
export type Style = 'plain' | 'error' | 'warning' | 'context' | 'strong';

export type Paint = (style: Style, text: string) => string;

const ANSI: Readonly<Record<Exclude<Style, 'plain'>, string>> = {
  error: '1;31',
  warning: '1;33',
  context: '1;34',
  strong: '1',
};

/** With colour, pieces are wrapped in escape sequences; without, the text is the same and nothing else. */
export function painter(colour: boolean): Paint {
  if (!colour) return (_, text) => text;
  return (style, text) => (style === 'plain' || text === '' ? text : `\x1b[${ANSI[style]}m${text}\x1b[0m`);
}
