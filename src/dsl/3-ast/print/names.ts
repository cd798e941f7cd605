import { isKeyword } from '../../1-lex/keywords.ts';
import { isBareName } from '../../1-lex/names.ts';
import type { ModulePath, Name } from '../nodes.ts';

/** A name, in back-quotes where it needs them. */
export function printName({ text }: Name): string {
  return isBareName(text) && !isKeyword(text) ? text : `\`${text}\``;
}

/** Right behind `.` and `$`, keywords are names like others. */
export function printKey({ text }: Name): string {
  return isBareName(text) ? text : `\`${text}\``;
}

export function printModulePath({ names }: ModulePath): string {
  return names.map(printName).join('::');
}
