/** Every part describes itself; its examples are run here. */
import { describe, expect, test } from 'vitest';
import type { ByteExample, Framer, Settings } from '../../src/runtime/api.ts';
import { ByteWriter } from '../../src/runtime/api.ts';
import { CODECS } from '../../src/runtime/codecs/index.ts';
import { POSTPROCESSORS } from '../../src/runtime/postprocessors/index.ts';
import { PREPROCESSORS } from '../../src/runtime/preprocessors/index.ts';
import { jsonText } from '../../src/runtime/value/json.ts';
import { asStream, collect, frameAll } from '../kit/frames.ts';

interface Part {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly doc: string;
  readonly settings: Settings;
  readonly examples: readonly ByteExample[];
}

interface Listed {
  readonly name: string;
  readonly aliases?: readonly string[];
}

describe.each(CODECS)('codec $name', async (listed) => {
  const definition = await listed.load();
  isWellDescribed(listed, definition);
  testExamples(definition, ({ config, input }) => {
    const codec = definition.create(definition.settings.parse(config ?? {}), { fields: [] });
    const bytes = Buffer.from(input);
    const value = codec.decode(bytes, 0, bytes.length);
    return value === undefined ? [] : [jsonText(value)];
  });
});

describe.each(PREPROCESSORS)('preprocessor $name', async (listed) => {
  const definition = await listed.load();
  isWellDescribed(listed, definition);
  testExamples(definition, async ({ config, input }) => {
    const settings = definition.settings.parse(config ?? {});
    const bytes = Buffer.from(input);
    const framer = definition.createFramer?.(settings);
    const byFrame = framer === undefined ? undefined : frames(framer, bytes);
    const transform = definition.createTransform?.(settings);
    if (transform === undefined) return byFrame!;
    const { bytes: all } = await collect(transform(asStream([bytes])));
    if (byFrame !== undefined) expect(byFrame).toEqual([all.toString()]);
    return [all.toString()];
  });
});

describe.each(POSTPROCESSORS)('postprocessor $name', async (listed) => {
  const definition = await listed.load();
  isWellDescribed(listed, definition);
  testExamples(definition, ({ config, input }) => {
    const postprocessor = definition.create(definition.settings.parse(config ?? {}));
    const out = new ByteWriter();
    const bytes = Buffer.from(input);
    postprocessor.process(bytes, 0, bytes.length, out);
    postprocessor.finish(out);
    return [out.written.toString()];
  });
});

function frames(framer: Framer, bytes: Uint8Array): readonly string[] {
  return frameAll(framer, [bytes])
    .filter(({ error }) => error === undefined)
    .map(({ text }) => Buffer.from(text, 'latin1').toString());
}

function isWellDescribed(listed: Listed, definition: Part): void {
  test('is listed as it calls itself, and says what it does', () => {
    expect([definition.name, definition.aliases]).toEqual([listed.name, listed.aliases]);
    expect(definition.doc.length).toBeGreaterThan(80);
  });

  test('works without settings, and refuses unknown ones', () => {
    expect(definition.settings.safeParse({}).success).toBe(true);
    expect(definition.settings.safeParse({ no_such_setting: 1 }).success).toBe(false);
  });
}

function testExamples(
  definition: Part,
  run: (example: ByteExample) => readonly string[] | Promise<readonly string[]>,
): void {
  test.each(definition.examples)('example $input with $config', async (example) => {
    expect(await run(example)).toEqual(example.output);
  });
}
