import type { CodeEntry } from './entry.ts';

/** FR7xx, warnings. */
export const warningsCodes: readonly CodeEntry[] = [
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
    wrong: 'emit event => "odd"',
    right: 'select event from split/odd into out;',
  },
  {
    code: 'FR726',
    title: 'a flow that is never deployed',
    why: 'Other flows of the file are deployed, this one is not.',
  },
  {
    code: 'FR727',
    title: 'a node or port that no event reaches',
    why: 'Nothing is selected into it.',
  },
  {
    code: 'FR728',
    title: 'a node or port that nobody selects from',
    why: 'Events that arrive there are dropped. Where that is meant, a script says so with `drop`.',
  },
  {
    code: 'FR729',
    title: 'processors that have no effect',
    why: 'Preprocessors work on bytes that are read, postprocessors on bytes that are written.',
  },
];
