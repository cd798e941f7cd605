import type { CodeEntry } from './entry.ts';

/** FR2xx, syntax: tokens in an order that the grammar does not know. */
export const syntaxCodes: readonly CodeEntry[] = [
  {
    code: 'FR201',
    title: 'something else was expected here',
    why: 'The text up to here can only go on in the ways that the message lists. The clauses of a statement stand in an order of their own; where that is the mistake, the message tells it.',
    wrong: 'connect /connector/in /pipeline/main;',
    right: 'connect /connector/in to /pipeline/main;',
  },
  {
    code: 'FR202',
    title: 'the text ends too early',
    why: 'The file ends although something that was begun is not complete.',
    wrong: 'deploy flow',
    right: 'deploy flow main;',
  },
  {
    code: 'FR203',
    title: 'a missing `end`',
    why: 'What begins with `flow`, `pipeline`, `script`, `with`, `match` ends with its own `end`.',
    wrong: 'define connector a from file with codec = "json";',
    right: 'define connector a from file with codec = "json" end;',
  },
  {
    code: 'FR204',
    title: 'a missing `;`',
    why: 'Statements are separated by `;`, also behind the `end` of a definition.',
    wrong: 'create connector a\ncreate connector b;',
    right: 'create connector a;\ncreate connector b;',
  },
  {
    code: 'FR205',
    title: 'a missing `,`',
    why: 'The entries of `with` and `args`, of lists, records and calls are separated by `,`.',
    wrong: 'with codec = "json" config = {} end',
    right: 'with codec = "json", config = {} end',
  },
  {
    code: 'FR206',
    title: 'a bracket that is not closed',
    why: 'Every `(`, `[` and `{` needs its `)`, `]` or `}`.',
    wrong: 'let a = [1, 2;',
    right: 'let a = [1, 2];',
  },
  {
    code: 'FR207',
    title: 'a keyword where a name should be',
    why: 'Keywords are names only in back-quotes.',
    wrong: 'create connector select;',
    right: 'create connector `select`;',
  },
  {
    code: 'FR208',
    title: 'a statement in the wrong place',
    why:
      'A file holds `define flow` and `deploy flow`; a flow holds connectors, pipelines and `connect`; a pipeline ' +
      'holds scripts, streams, pipelines and `select`.',
    wrong: 'define connector a from null end;',
    right: 'define flow main\nflow\n  define connector a from null;\nend;',
  },
  {
    code: 'FR210',
    title: 'a record key that is not a string',
    why: 'The keys of a record are strings.',
    wrong: '{ key: 1 }',
    right: '{ "key": 1 }',
  },
  {
    code: 'FR211',
    title: 'a name that cannot be written like this',
    why: 'Names consist of letters, digits and `_`, and begin with a letter. Others stand in back-quotes.',
    wrong: 'define pipeline my-pipe',
    right: 'define pipeline my_pipe',
  },
  {
    code: 'FR212',
    title: 'a closing word or bracket too many',
    why: 'There is an `end`, `)`, `]` or `}` that closes nothing. A `create` or `define` without a `with` or a body has no `end` of its own.',
    wrong: 'create connector a end;',
    right: 'create connector a;',
  },
  {
    code: 'FR213',
    title: 'nesting that is too deep',
    why: 'Expressions and definitions can be nested 200 levels deep; a `match` and an interpolation count as two levels. An expression has at most 1000 operators in a row, and a path at most 1000 keys and indexes.',
  },
  {
    code: 'FR214',
    title: 'something other than a path',
    why: 'Behind `let`, `present` and `absent` stands a path: a name, `event`, `$`, `state` or `args`, and keys or indexes of it.',
    wrong: 'let 1 = event.a;',
    right: 'let a = event.a;',
  },
];
