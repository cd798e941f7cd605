import { CODES, explain } from '../../dsl/diagnostics/codes/index.ts';
import { explanation } from '../../dsl/diagnostics/explain.ts';
import { didYouMean } from '../../dsl/diagnostics/suggest.ts';
import { UsageError } from '../exit.ts';

/** `flowrun explain FR312`: prints the page of a message. */
export async function explainCommand(code: string): Promise<void> {
  const entry = explain(code);
  if (entry === undefined) {
    const candidates = CODES.map((candidate) => candidate.code);
    const near = didYouMean(code.toUpperCase(), candidates);
    throw new UsageError(`there is no message with the code \`${code}\``, near ?? 'codes look like FR312');
  }
  process.stdout.write(explanation(entry));
}
