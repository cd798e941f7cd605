import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entriesIn } from '../../../../src/connectors/s3/changes/list-answer.ts';
import { cutEntries } from '../../../../src/connectors/s3/changes/page-entries.ts';

const page = (content: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<ListVersionsResult xmlns="http://s3"><Name>b</Name>${content}<IsTruncated>false</IsTruncated></ListVersionsResult>`;

describe('the entries of a listing', () => {
  test('are read as they stand there, and cut out', () => {
    const xml = page(
      '<Version><Key>a&amp;b</Key><ETag>&quot;e&#34;</ETag><VersionId>&quot;</VersionId><Extra>&quot;v&quot;</Extra><Owner><ID>o</ID><DisplayName>x</DisplayName></Owner><Size>7</Size></Version>\n  ' +
        '<DeleteMarker>\n  <Key>a</Key>\n  <StorageClass/>\n</DeleteMarker><Version><Key>&#x1F600;</Key></Version>',
    );
    const { entries, rest } = cutEntries(xml, ['Version', 'DeleteMarker'])!;
    expect(entries.map(({ kind, fields }) => ({ kind, ...Object.fromEntries(fields) }))).toEqual([
      { kind: 'Version', Key: 'a&b', ETag: '"e"', VersionId: '"', Extra: '"v"', Owner: 'o', Size: '7' },
      { kind: 'DeleteMarker', Key: 'a', StorageClass: '' },
      { kind: 'Version', Key: '😀' },
    ]);
    expect(rest).toBe(page('\n  '));
  });

  test.each([
    ['a comment', '<!-- x --><Version><Key>a</Key></Version>'],
    ['a section', '<Version><Key><![CDATA[a]]></Key></Version>'],
    ['an attribute', '<Version><Key x="y">a</Key></Version>'],
    ['another entity', '<Version><Key>&nbsp;</Key></Version>'],
    ['an end that is missing', '<Version><Key>a</Key>'],
  ])('are left to a whole parser when there is %s', (_name, content) => {
    expect(cutEntries(page(content), ['Version', 'DeleteMarker'])).toBeNull();
  });

  test('any text is read as it was written', () => {
    const escaped = (text: string): string =>
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 10 }), (keys) => {
        const xml = page(keys.map((key) => `<Contents><Key>${escaped(key)}</Key></Contents>`).join(''));
        const { entries, rest } = cutEntries(xml, ['Contents'])!;
        expect(entries.map(({ fields }) => fields.get('Key'))).toEqual(keys);
        expect(rest).toBe(page(''));
      }),
    );
  });

  test('that the SDK has read are put together again, and what does not fit is no answer', () => {
    const [a, b, m] = [{ Key: 'a' }, { Key: 'b' }, { Key: 'm' }];
    const answer = (...order: ('Version' | 'DeleteMarker')[]) => ({ kind: 'parsed', order }) as const;
    expect(entriesIn(answer('Version', 'DeleteMarker', 'Version'), [a, b], [m])).toEqual([
      { ...a, isDeleteMarker: false },
      { ...m, isDeleteMarker: true },
      { ...b, isDeleteMarker: false },
    ]);
    expect(() => entriesIn(answer('Version'), [a, b], [m])).toThrow('cannot be understood');
    expect(() => entriesIn(answer('Version', 'Version'), [a])).toThrow('cannot be understood');
  });
});
