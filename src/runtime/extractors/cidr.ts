import { RuleError } from '../regex/index.ts';
import type { ValueRecord } from '../value/value.ts';
import type { ExtractorDefinition } from './define.ts';
import { parseIp } from './ip-address.ts';
import { contains, parseRange } from './ip-range.ts';
import type { IpRange } from './ip-range.ts';

export const cidrExtractor: ExtractorDefinition = {
  name: 'cidr',
  doc: 'Reads an IP address, version 4 or 6, and tells whether it belongs to one of some networks.',
  rule: 'Networks with commas between them: `10.0.0.0/8, 2001:db8::/32`; zeros at the end of one of version 4 can be left out (`10/8`). Without any, every address matches, and every network, too.',
  result: 'A record of `prefix` and `mask`, each a list of integers: four bytes, or eight groups of 16 bits.',
  examples: [
    {
      rule: '',
      text: '192.168.1.0/24',
      result: '{"prefix": [192, 168, 1, 0], "mask": [255, 255, 255, 0]}',
    },
    {
      rule: '10.22.0.0/24, 10.22.1.0/24',
      text: '10.22.0.254',
      result: '{"prefix": [10, 22, 0, 254], "mask": [255, 255, 255, 255]}',
    },
    {
      rule: '2001:db8::/32',
      text: '2001:db8::8888',
      result:
        '{"prefix": [8193, 3512, 0, 0, 0, 0, 0, 34952], "mask": [65535, 65535, 65535, 65535, 65535, 65535, 65535, 65535]}',
    },
    {
      rule: '',
      text: '10.1.2.3/8',
      result: '{"prefix": [10, 0, 0, 0], "mask": [255, 0, 0, 0]}',
    },
    { rule: '10/8', text: '99.98.97.96', result: null },
    { rule: '', text: '10.0.0.256', result: null },
  ],
  compile: (rule) => {
    const ranges = rangesOf(rule);
    if (ranges.length === 0) {
      return {
        test: (text) => parseRange(text) !== undefined,
        extract: (text) => recordOf(parseRange(text)),
      };
    }
    const test = (text: string): boolean => {
      const address = parseIp(text);
      return address !== undefined && ranges.some((range) => contains(range, address));
    };
    return { test, extract: (text) => (test(text) ? recordOf(parseRange(text)) : undefined) };
  },
};

function recordOf(range: IpRange | undefined): ValueRecord | undefined {
  return range && new Map([['prefix', range.prefix] as const, ['mask', range.mask] as const]);
}

function rangesOf(rule: string): readonly IpRange[] {
  if (rule.trim() === '') return [];
  let at = 0;
  return rule.split(',').map((piece) => {
    const text = piece.trim();
    const start = at + piece.length - piece.trimStart().length;
    at += piece.length + 1;
    return parseRange(text) ?? refuseRange(text, start);
  });
}

function refuseRange(text: string, start: number): never {
  if (text === '') throw new RuleError('a network is missing', Math.max(start - 1, 0), Math.max(start, 1));
  const end = start + text.length;
  const isAddress = parseIp(text.replace(/\/.*$/s, '')) !== undefined;
  const help = isAddress
    ? 'behind the `/` stands how many bits of the address count: up to 32, or 128'
    : 'write `10.0.0.0/8` or `2001:db8::/32`';
  throw new RuleError(`\`${text}\` is no network`, start, end, help);
}
