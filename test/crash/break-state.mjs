/**
 * Preloaded into the command: before checkpoint `BREAK_AT` is written, a folder takes the place of its file. No user can
 * write that file then, not even root: it stands for a disk that is full.
 */
import { subscribe } from 'node:diagnostics_channel';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

const number = Number(process.env['BREAK_AT']);
let made = 0;

subscribe('flowrun:step', ({ name }) => {
  if (name !== 'checkpoint:complete' || ++made !== number) return;
  mkdirSync(join(process.env['STATE_FOLDER'], `${String(number).padStart(10, '0')}.checkpoint.new`));
});
