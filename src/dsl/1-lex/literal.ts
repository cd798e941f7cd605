import { createToken, Lexer } from 'chevrotain';

/** `null`, `true`, `42`, `1.5` …: a value that is one token. */
export const LiteralToken = createToken({ name: 'LiteralToken', label: 'a literal', pattern: Lexer.NA });
