import fc from 'fast-check';

/**
 * Properties try the same cases in every run, so that a run that fails is one that anybody can repeat.
 * `FLOWRUN_SEED=$RANDOM npm test` looks further; a seed that fails becomes a case.
 */
fc.configureGlobal({ seed: Number(process.env['FLOWRUN_SEED'] ?? 20_261_121) });
