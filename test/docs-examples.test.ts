/**
 * Runs the guide: fenced blocks with a file name are written to a folder, `console` blocks are run there command by
 * command, and what they print must be what the page shows. `script` blocks say which event they start from and what
 * comes out.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { runCommand } from './kit/command.ts';
import { runPipeline } from './kit/run-pipeline.ts';

const GUIDE = fileURLToPath(new URL('../docs/guide', import.meta.url));

interface Block {
  readonly language: string;
  readonly name: string | undefined;
  readonly text: string;
}

function blocksOf(page: string): Block[] {
  const fences = /^```(\S+)(?: +(\S+))?\n([\s\S]*?)^```$/gm;
  return [...page.matchAll(fences)].map(([, language, name, text]) => ({
    language: language!,
    name,
    text: text!,
  }));
}

/** `$ command` lines with the output that the page shows below each. */
function sessionOf(text: string): { command: string; output: string }[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((piece) => {
      const end = piece.indexOf('\n');
      return { command: piece.slice(0, end), output: piece.slice(end + 1) };
    });
}

async function runLine(line: string, cwd: string): Promise<string> {
  const [program, ...args] = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(
    ([, quoted, word]) => quoted ?? word!,
  );
  if (program === 'cat') return args.map((file) => readFileSync(join(cwd, file), 'utf8')).join('');
  if (program === 'zcat')
    return args.map((file) => gunzipSync(readFileSync(join(cwd, file))).toString()).join('');
  if (program === 'node') {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd });
    return stdout + stderr;
  }
  if (program !== 'flowrun') throw new Error(`the guide runs \`${program}\`, which this test does not know`);
  const redirect = args.indexOf('<');
  const input = redirect < 0 ? '' : readFileSync(join(cwd, args[redirect + 1]!));
  const { stdout, stderr } = await runCommand(redirect < 0 ? args : args.slice(0, redirect), { cwd, input });
  return stdout + stderr;
}

/** Makes `import … from 'flowrun'` work in a folder. */
function installLibrary(cwd: string): void {
  const folder = join(cwd, 'node_modules/flowrun');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    '{"name": "flowrun", "type": "module", "exports": "./index.js"}',
  );
  writeFileSync(join(folder, 'index.js'), `export * from ${JSON.stringify(inject('library'))};\n`);
}

/** Runs the script of a block on its event; what comes out, as the page writes it. */
async function resultOf(script: string): Promise<string> {
  const event = /^# event: (.*)$/m.exec(script)![1]!;
  const { output, diagnostics } = await runPipeline(
    `define pipeline main pipeline
      define script example script
      ${script}
      end;
      create script example;
      select event from in into example;
      select event from example into out;
      select event from example/err into err;
    end;
    create pipeline main;
`,
    `{"value": ${event}}`,
  );
  if (output === '')
    return diagnostics.some(({ severity }) => severity === 'error') ? 'a mistake' : 'dropped';
  return /"value":(.*?)(?:,"meta":.*)?\}\n$/.exec(output)![1]!;
}

const PAGES = readdirSync(GUIDE, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.md'),
);

describe.each(PAGES)('docs/guide/%s', (name) => {
  const blocks = blocksOf(readFileSync(join(GUIDE, name), 'utf8'));
  const sessions = blocks.filter(({ language }) => language === 'console').length;

  if (sessions > 0) {
    test('shows what really happens', async () => {
      const cwd = mkdtempSync(join(tmpdir(), 'flowrun-guide-'));
      onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
      installLibrary(cwd);
      for (const block of blocks) {
        if (block.name !== undefined) {
          mkdirSync(join(cwd, dirname(block.name)), { recursive: true });
          writeFileSync(join(cwd, block.name), block.text);
        }
        if (block.language !== 'console') continue;
        for (const { command, output } of sessionOf(block.text)) {
          expect(`$ ${command}\n${await runLine(command, cwd)}`).toBe(`$ ${command}\n${output}`);
        }
      }
    });
  }

  const scripts = blocks.filter(({ language }) => language === 'script');
  test.each(scripts.map(({ text }) => [text]))('script %#', async (script) => {
    const shown = /^# result: (.*)$/m.exec(script)![1]!;
    expect(await resultOf(script)).toBe(shown);
  });

  test('runs every flow, script and query that it shows', () => {
    const commands = blocks.filter(({ language }) => language === 'console').map(({ text }) => text);
    const programs = blocks.filter(({ language }) => ['flow', 'tremor', 'trickle'].includes(language));
    const names = programs.map((block) => block.name);
    expect(names.filter((name) => !commands.some((text) => text.includes(`${name}`)))).toEqual([]);
  });
});
