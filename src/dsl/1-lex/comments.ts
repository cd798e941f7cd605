import { createToken, Lexer } from 'chevrotain';

/** `#!config`, in front of a setting for the file or the pipeline that it stands in. */
export const ConfigDirective = createToken({
  name: 'ConfigDirective',
  label: '`#!config`',
  pattern: /#![ \t]*config\b/,
});

/** The `#!/usr/bin/env flowrun` that makes a flow executable; anything else is a mistake. */
export const Directive = createToken({
  name: 'Directive',
  pattern: /#![^\r\n]*/,
  group: 'directives',
});

/** `### …` at the head of a file. Four and more are a ruler, and a plain comment. */
export const ModuleDoc = createToken({ name: 'ModuleDoc', pattern: /###(?!#)[^\r\n]*/, group: 'docs' });

/** `## …` before a definition. */
export const Doc = createToken({ name: 'Doc', pattern: /##(?!#)[^\r\n]*/, group: 'docs' });

export const Comment = createToken({ name: 'Comment', pattern: /#[^\r\n]*/, group: Lexer.SKIPPED });

export const WhiteSpace = createToken({
  name: 'WhiteSpace',
  pattern: /\s+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
});

/** White space that stays on its line. */
export const InlineWhiteSpace = createToken({
  name: 'InlineWhiteSpace',
  pattern: /(?:[ \t\u00a0]|\r(?!\n))+/,
  group: Lexer.SKIPPED,
});

/** White space that leaves the sentinel alone. */
export const BlockWhiteSpace = createToken({
  name: 'BlockWhiteSpace',
  pattern: /(?:[ \t\r\u00a0]|\n(?=[\s\S]))+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
});
