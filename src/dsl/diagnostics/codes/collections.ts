import type { CodeEntry } from './entry.ts';

/** FR581 to FR599: `for`, `patch`, `merge` and bytes. FR581 to FR589 have their run-time likeness in FR8xx. */
export const collectionsCodes: readonly CodeEntry[] = [
  {
    code: 'FR581',
    title: 'a `for` whose results cannot be put together',
    why: '`into` an array takes every result as an item, `into` a record takes the fields of results that are records, both only with `use +`; everything else is computed with the operator after `use`.',
    wrong: 'for event of case (i, v) => v into [] use * end',
    right: 'for event of case (i, v) => v into 1 use * end',
  },
  {
    code: 'FR582',
    title: 'a `patch` of a field that is there already',
    why: '`insert` makes a new field, and `move` and `copy` make one of the name behind `=>`. `upsert` sets a field whether it is there or not.',
    wrong: 'const A = patch {"a": 1} of insert "a" => 2 end;',
    right: 'const A = patch {"a": 1} of upsert "a" => 2 end;',
  },
  {
    code: 'FR583',
    title: 'a `patch` of a field that is not there',
    why: '`update` changes a field that is there. `upsert` sets a field whether it is there or not.',
    wrong: 'const A = patch {} of update "a" => 2 end;',
    right: 'const A = patch {} of upsert "a" => 2 end;',
  },
  {
    code: 'FR584',
    title: 'a `patch` that merges into a field that is no record',
    why: '`merge "key" => {…}` adds fields to the record in a field, or makes one. What is no record has no fields to add to.',
    wrong: 'const A = patch {"a": 1} of merge "a" => {"b": 2} end;',
    right: 'const A = patch {"a": {}} of merge "a" => {"b": 2} end;',
  },
  {
    code: 'FR585',
    title: 'a `patch` or `merge` of something that is no record',
    why: 'Only records are patched and merged, and only with records.',
    wrong: 'const A = merge {"a": 1} of [2] end;',
    right: 'const A = merge {"a": 1} of {"b": 2} end;',
  },
  {
    code: 'FR586',
    title: 'a value that does not go into `<< … >>`',
    why: 'Without a type, or with one of integers, a part is an integer: a negative one only if the type says `signed`. With `/binary` it is a string or bytes, and has at least as many bits as are asked for.',
    wrong: 'const A = << "text" >>;',
    right: 'const A = << "text"/binary >>;',
  },
  {
    code: 'FR591',
    title: 'an operator that puts nothing together',
    why: 'After `use` stands an operator whose result can be put together with the next value: `+ - * / %`, `& ^ << >> >>>`, `and or xor`; no comparison.',
    wrong: 'for event of case (i, v) => v into 0 use < end',
    right: 'for event of case (i, v) => v into 0 use + end',
  },
  {
    code: 'FR592',
    title: 'an unknown type in `<< … >>`',
    why: 'A part is `binary`, or an integer: `big` or `little`, `signed` or `unsigned`, joined by `_` and with or without `integer`.',
    wrong: 'const A = << 1:16/float >>;',
    right: 'const A = << 1:16/little_signed >>;',
  },
  {
    code: 'FR593',
    title: 'a number of bits that no part of `<< … >>` can have',
    why: 'A part has from 0 to 64 bits.',
    wrong: 'const A = << 1:100 >>;',
    right: 'const A = << 0:36, 1:64 >>;',
  },
];
