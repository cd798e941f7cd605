import type { CodeEntry } from './entry.ts';

/** FR7xx, warnings. FR75x are about scripts. */
export const warningsCodes: readonly CodeEntry[] = [
  {
    code: 'FR701',
    title: 'a doc comment that documents nothing',
    why: 'A comment with `##` stands before a definition, one with `###` at the head of the file. Others begin with `#`.',
    wrong: '## reads the file\ncreate connector a;',
    right: '# reads the file\ncreate connector a;',
  },
  {
    code: 'FR721',
    title: 'a definition that is never created',
    why: 'A definition only describes a connector, pipeline or script; `create` makes one.',
    wrong: 'define script s script event end;',
    right: 'define script s script event end;\ncreate script s;',
  },
  {
    code: 'FR722',
    title: 'something that is created but not connected',
    why: 'Without a `connect` no event reaches it and none comes from it.',
  },
  {
    code: 'FR723',
    title: 'an input port that nothing is connected to',
    why: 'No event comes into the pipeline by this port.',
  },
  {
    code: 'FR724',
    title: 'an output port that leads nowhere',
    why: 'Events that the pipeline sends to this port are dropped, unless something is connected to it.',
  },
  {
    code: 'FR725',
    title: 'an emit to a port that nobody selects from',
    why: 'What a script emits to a port without a taker goes to the `err` port of the pipeline, so that nothing vanishes.',
    wrong:
      'define script split script emit event => "odd" end;\ncreate script split;\nselect event from in into split;',
    right:
      'define script split script emit event => "odd" end;\ncreate script split;\nselect event from in into split;\n' +
      'select event from split/odd into out;',
  },
  {
    code: 'FR726',
    title: 'a flow that is never deployed',
    why: 'Other flows of the file are deployed, this one is not.',
  },
  {
    code: 'FR727',
    title: 'a node or port that no event reaches',
    why:
      'A script, stream, operator or pipeline gets the events that a `select` puts into it. Without one it does ' +
      'nothing, and nothing comes from it; most often a `select` is missing, or names another node.',
    wrong: 'create stream tidy;\nselect event from in into out;\nselect event from tidy into out;',
    right: 'create stream tidy;\nselect event from in into tidy;\nselect event from tidy into out;',
  },
  {
    code: 'FR728',
    title: 'a node or port that nobody selects from',
    why: 'Events that arrive there are dropped. Where that is meant, a script says so with `drop`.',
    wrong: 'create stream tidy;\nselect event from in into tidy;\nselect event from in into out;',
    right: 'create stream tidy;\nselect event from in into tidy;\nselect event from tidy into out;',
  },
  {
    code: 'FR729',
    title: 'processors that have no effect',
    why: 'Preprocessors work on bytes that are read, postprocessors on bytes that are written.',
  },
  {
    code: 'FR730',
    title: 'a window that is never used',
    why: 'A window does something when a `select` is from it.',
    wrong: 'define window ten from tumbling with size = 10 end;\nselect event from in into out;',
    right:
      'define window ten from tumbling with size = 10 end;\nselect aggr::stats::count() from in[ten] into out;',
  },
  {
    code: 'FR731',
    title: 'directives of an inner pipeline',
    why: 'A pipeline that another one creates becomes a part of that, and is measured with it: its own `#!config` count where a flow creates it.',
  },
  {
    code: 'FR732',
    title: 'a `select` that can never match',
    why: 'A condition that is always false lets no event through.',
    wrong: 'select event from in where 1 > 2 into out;',
    right: 'select event from in where event.n > 2 into out;',
  },
  {
    code: 'FR733',
    title: 'something that is measured for nobody',
    why: 'What `metrics_interval_s` has counted comes out as events of a connector `metrics` of the same flow. Without one, the counts go nowhere.',
    wrong: 'define connector lines from stdio with codec = "json", metrics_interval_s = 60 end;',
    right:
      'define connector lines from stdio with codec = "json", metrics_interval_s = 60 end;\n' +
      'define connector counts from metrics;\ncreate connector counts;\nconnect /connector/counts to /pipeline/main;',
  },
  {
    code: 'FR740',
    title: 'a module that is used for nothing',
    why: 'Nothing in the block of the `use` begins with the name of the module.',
  },
  {
    code: 'FR741',
    title: 'a module that is used twice',
    why: 'The first `use` in a block is there for the whole of it: in a script, for all its handlers.',
    wrong:
      'script from late use std::string; string::len(event) script use std::string; string::len(event) end',
    right: 'script from late string::len(event) script use std::string; string::len(event) end',
  },
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
    why: '`case _` without a guard matches everything, so what comes after it never has its turn. The same goes for a case behind one without a guard that has the same pattern, or one that takes all that it would: `%{}` before `%{ present a }`.',
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
  {
    code: 'FR760',
    title: 'a function that is never called',
    why: 'It has no effect. Perhaps its name is misspelt where it should be called.',
  },
  {
    code: 'FR761',
    title: 'a value that is computed and not used',
    why: 'Only the last expression gives the result. What stands before it and neither assigns nor ends the script has no effect.',
    wrong: 'string::uppercase(event.name);\nevent',
    right: 'let event.name = string::uppercase(event.name);\nevent',
  },
  {
    code: 'FR762',
    title: 'a name that hides another one',
    why: 'A name that a `case` binds is there in this case only, and what has the same name around it cannot be seen in it. Another name is easier to read.',
    wrong: 'let n = 1;\nmatch event of case n = %{ present id } => n.id case _ => n end',
    right: 'let n = 1;\nmatch event of case found = %{ present id } => found.id case _ => n end',
  },
  {
    code: 'FR763',
    title: 'a pattern that says two things of one field',
    why: 'A field that is compared or looked into must be there, so `present` beside it is not needed, and `absent` beside it never matches.',
    wrong: 'case %{ present a, a ~= json|| } => 1',
    right: 'case %{ a ~= json|| } => 1',
  },
];
