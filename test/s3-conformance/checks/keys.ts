import {
  DeleteObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { check } from '../check.ts';
import type { Check } from '../check.ts';
import { expectRefusal, refused } from '../expectations.ts';

/** By what is special about them. */
const KEYS: Readonly<Record<string, string>> = {
  space: 'a b',
  'two-spaces': ' a  b ',
  plus: 'a+b',
  percent: '100%',
  'percent-escape': 'a%20b%2F',
  'question-mark': 'a?b=c&d#e',
  'safe-symbols': "!-_.*'()",
  quotes: `"a"&<b>`,
  brackets: '{a}[b]^`|\\~',
  'two-dots': 'a/../b',
  'one-dot': 'a/./b',
  'two-slashes': 'a//b',
  'leading-slash': '/a',
  'trailing-slash': 'folder/',
  umlaut: 'größe',
  decomposed: 'u\u0308',
  emoji: '\u{1F600}/\u{1F3F3}\uFE0F\u200D\u{1F308}',
  'other-scripts': '日本語/Ελλάδα/עברית',
  'equals-comma': 'date=2026-11-21,x;y:z@w$',
};

const keyChecks: readonly Check[] = Object.entries(KEYS).map(([name, key]) =>
  check(`key/${name}`, `\`${key}\` is a key of its own`, async (ground) => {
    await ground.put(key, name);
    expect((await ground.read(key)).toString()).toBe(name);
    const list = new ListObjectsV2Command({ Bucket: ground.bucket, Prefix: ground.prefix });
    const { Contents } = await ground.client.send(list);
    expect(Contents?.map(({ Key }) => Key)).toEqual([ground.at(key).Key]);
    await ground.client.send(new DeleteObjectCommand(ground.at(key)));
    await refused(ground.client.send(new HeadObjectCommand(ground.at(key))), 404);
  }),
);

const lengthChecks: readonly Check[] = [
  ...(['k', 'ä'] as const).map((letter) =>
    check(
      `key/longest/${letter}`,
      `A key may have 1,024 bytes of UTF-8 (here of \`${letter}\`)`,
      async (ground) => {
        const Bucket = await ground.freshBucket();
        const Key = letter.repeat(1024 / Buffer.byteLength(letter));
        await ground.client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
        const { Contents } = await ground.client.send(new ListObjectsV2Command({ Bucket }));
        expect(Contents?.map((object) => object.Key)).toEqual([Key]);
      },
    ),
  ),

  check('key/too-long', 'A key of 1,025 bytes is KeyTooLongError', async (ground) => {
    const path = `/${ground.bucket}/${'k'.repeat(1025)}`;
    expectRefusal(await ground.raw({ method: 'PUT', path }), 400, 'KeyTooLongError');
  }),

  check('key/case', 'Keys differ by case', async (ground) => {
    await ground.put('a', 'small');
    await ground.put('A', 'large');
    expect((await ground.read('a')).toString()).toBe('small');
  }),

  check('key/folder-and-object', 'A key may be the prefix of another: a, a/, a/b', async (ground) => {
    for (const name of ['a', 'a/', 'a/b']) await ground.put(name, name);
    for (const name of ['a', 'a/', 'a/b']) expect((await ground.read(name)).toString()).toBe(name);
  }),
];

export const allKeyChecks: readonly Check[] = [...keyChecks, ...lengthChecks];
