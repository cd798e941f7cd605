import { RE2JS, RE2JSException } from 're2js';

/**
 * Looks for a regular expression anywhere in a key, in time proportional to the length of the key whatever the pattern.
 * Throws SyntaxError with the problem in plain words.
 */
export function compileKeyRegex(pattern: string): (key: string) => boolean {
  try {
    const regex = RE2JS.compile(pattern);
    return (key) => regex.test(key);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new SyntaxError(error.message.replace(/^error parsing regexp: /, ''), { cause: error });
  }
}
