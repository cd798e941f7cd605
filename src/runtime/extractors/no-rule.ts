import { RuleError } from '../regex/index.ts';

/** For an extractor that has nothing to be told. */
export function refuseRule(name: string, rule: string): void {
  if (rule === '') return;
  throw new RuleError('it takes none', 0, rule.length, `write \`${name}||\``, 'has no meaning');
}
