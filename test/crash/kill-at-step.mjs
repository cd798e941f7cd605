/**
 * Preloaded into the command (`node --import`): ends the process as `kill -9` would, the moment that step
 * `KILL_AT_STEP` (any, if it is not set) has been taken for the `KILL_AT_COUNT`th time; never at step `KILL_NEVER_AT`. Nothing
 * of the process runs after that.
 */
import { subscribe } from 'node:diagnostics_channel';

const name = process.env['KILL_AT_STEP'];
const spared = process.env['KILL_NEVER_AT'];
let left = Number(process.env['KILL_AT_COUNT'] ?? 1);

subscribe('flowrun:step', (step) => {
  if (step.name === spared) return;
  if ((name === undefined || step.name === name) && --left === 0) process.kill(process.pid, 'SIGKILL');
});
