/** Preloaded into the command: writes the name of every step that is taken to the file `STEPS_FILE`. */
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';

subscribe('flowrun:step', (step) => appendFileSync(process.env['STEPS_FILE'], `${step.name}\n`));
