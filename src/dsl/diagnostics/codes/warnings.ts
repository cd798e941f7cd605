import type { CodeEntry } from './entry.ts';

/** FR7xx, warnings. FR75x are about scripts. */
export const warningsCodes: readonly CodeEntry[] = [
  {
    code: 'FR751',
    title: 'a `match` without `case _`',
    why: 'An event that no case matches is an error when it comes. `case _` says what happens then.',
    wrong: 'match event.kind of case "a" => 1 end',
    right: 'match event.kind of case "a" => 1 case _ => 0 end',
  },
  {
    code: 'FR752',
    title: 'a case that is never reached',
    why: '`case _` without a guard matches everything, so what comes after it never has its turn.',
    wrong: 'match event.kind of case _ => 0 case "a" => 1 end',
    right: 'match event.kind of case "a" => 1 case _ => 0 end',
  },
  {
    code: 'FR753',
    title: 'a constant that is not in upper case',
    why: 'Constants are written in upper case, so that a reader can tell them from locals.',
    wrong: 'const limit = 10;',
    right: 'const LIMIT = 10;',
  },
  {
    code: 'FR754',
    title: 'a statement that never runs',
    why: '`emit` and `drop` end the script for this event.',
    wrong: 'drop;\nlet event.seen = true;',
    right: 'let event.seen = true;\ndrop;',
  },
  {
    code: 'FR755',
    title: '`present` or `absent` of a name that is never set',
    why: 'The answer is always the same. A field of the event is asked for with its path.',
    wrong: 'present user',
    right: 'present event.user',
  },
];
