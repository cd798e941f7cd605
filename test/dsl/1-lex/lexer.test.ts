import { describe, expect, test } from 'vitest';
import { createLexer, tokenize } from '../../../src/dsl/1-lex/lexer.ts';

/** The tokens of a text: `Type:image`. */
function tokens(text: string): string[] {
  return tokenize({ name: 'text', text }).tokens.map((token) => `${token.tokenType.name}:${token.image}`);
}

describe('the lexer', () => {
  test('is a valid definition, all modes of which are searched by first character', () => {
    const lexer = createLexer({ validate: true });
    expect(lexer.lexerDefinitionErrors).toEqual([]);
  });

  test('takes keywords only as whole words', () => {
    expect(tokens('connect connector connectors')).toEqual([
      'Connect:connect',
      'Connector:connector',
      'Identifier:connectors',
    ]);
    expect(tokens('end endé end_1')).toEqual(['End:end', 'Identifier:endé', 'Identifier:end_1']);
  });

  test('takes the longest sign', () => {
    expect(tokens('>>>=>>===>').map((each) => each.split(':')[0])).toEqual([
      'ShiftRightUnsigned',
      'Arrow',
      'GreaterOrEqual',
      'Equal',
      'Greater',
    ]);
    expect(tokens('%{ %[ %( % ...')).toEqual([
      'RecordPatternOpen:%{',
      'ArrayPatternOpen:%[',
      'TuplePatternOpen:%(',
      'Percent:%',
      'Ellipsis:...',
    ]);
  });

  test('nests strings, interpolations and braces', () => {
    expect(tokens('"a#{ {"b": "c#{1}"}.b }d" }').map((each) => each.split(':')[0])).toEqual([
      ...['StringOpen', 'StringChunk', 'InterpolationOpen', 'InlineLBrace'].map((name) =>
        name === 'StringChunk' ? 'StringText' : name,
      ),
      ...['StringOpen', 'StringText', 'StringClose', 'Colon'],
      ...['StringOpen', 'StringText', 'InterpolationOpen', 'Integer', 'NestedRBrace', 'StringClose'],
      ...['NestedRBrace', 'Dot', 'Identifier', 'NestedRBrace'],
      ...['StringText', 'StringClose', 'RBrace'],
    ]);
  });

  test('ends with its line what does not end on it, and goes on behind it', () => {
    const names = tokens('"a #{ {"b": 1\nc').map((each) => each.split(':')[0]);
    expect(names.slice(-4)).toEqual(['InlineBreak', 'InlineBreak', 'StringBreak', 'Identifier']);
  });

  test('keeps comments apart: rulers are no documentation', () => {
    const { tokens, docs, directives } = tokenize({
      name: 'text',
      text: '#!/bin/x\n### m\n## d\n# c\n#### r\na # b\n#!confg x\n#!config',
    });
    expect(tokens.map((token) => token.image)).toEqual(['a', '#!config']);
    expect(docs.map((token) => token.image)).toEqual(['### m', '## d']);
    expect(directives.map((token) => token.image)).toEqual(['#!/bin/x', '#!confg x']);
  });

  test('gives each token its place', () => {
    for (const token of tokenize({ name: 'text', text: 'let a = "b";' }).tokens) {
      expect(token.endOffset).toBe(token.startOffset + token.image.length - 1);
    }
  });
});
