import { createToken } from 'chevrotain';
import { firstCharacters, sticky } from './patterns.ts';

/** A name, in back-quotes or not. The image has the back-quotes; `Name` nodes do not. */
export const Identifier = createToken({
  name: 'Identifier',
  label: 'a name',
  pattern: sticky(/\p{ID_Start}\p{ID_Continue}*|`[^`\n\r]+`/uy),
  start_chars_hint: firstCharacters(/[\p{ID_Start}`]/u),
  line_breaks: false,
});

/** A back-quote whose name does not end on its line. */
export const BrokenIdentifier = createToken({
  name: 'BrokenIdentifier',
  label: 'a name',
  pattern: /`[^`\s;,./:=()[\]{}]*/,
  categories: Identifier,
});

/** `_`, which matches anything in a pattern. */
export const Underscore = createToken({
  name: 'Underscore',
  label: '`_`',
  pattern: '_',
});

/** A name with an underscore in front, which the language lacks. */
export const UnderscoreName = createToken({
  name: 'UnderscoreName',
  label: 'a name',
  pattern: sticky(/_\p{ID_Continue}+/uy),
  start_chars_hint: ['_'],
  line_breaks: false,
  categories: Identifier,
});

const BARE_NAME = /^\p{ID_Start}\p{ID_Continue}*$/u;

/** Can this be written without back-quotes (keywords apart)? */
export function isBareName(text: string): boolean {
  return BARE_NAME.test(text);
}

/** What a name token says, without its back-quotes. */
export function readName(image: string): string {
  return image.startsWith('`') ? image.replaceAll('`', '') : image;
}
