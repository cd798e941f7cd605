/**
 * Preloaded into the command (`node --import`): ends the process as `kill -9` would, the moment that step
 * `KILL_AT_STEP` has been taken for the `KILL_AT_COUNT`th time. Nothing of the process runs after that.
 */
import { subscribe } from 'node:diagnostics_channel';

const name = process.env['KILL_AT_STEP'];
let left = Number(process.env['KILL_AT_COUNT'] ?? 1);

subscribe('flowrun:step', (step) => {
  if (step.name === name && --left === 0) process.kill(process.pid, 'SIGKILL');
});
