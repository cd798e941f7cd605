/**
 * Preloaded into the command: the wall clock jumps at every other checkpoint, a day ahead and then two days back, as that of
 * a machine whose clock is set.
 */
import { subscribe } from 'node:diagnostics_channel';

const DAY_MS = 24 * 3_600_000;
const RealDate = Date;
let offset = 0;
let checkpoints = 0;

globalThis.Date = class extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() + offset);
    else super(...args);
  }

  static now() {
    return RealDate.now() + offset;
  }
};

subscribe('flowrun:step', ({ name }) => {
  if (name === 'checkpoint:durable' && ++checkpoints % 2 === 0) offset = offset > 0 ? -DAY_MS : DAY_MS;
});
