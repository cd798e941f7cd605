/** `google::cloud::logging::` – what Google Cloud Logging wants to be told. */
import { defineConstants } from './constants.ts';
import type { ConstantDefinition, FunctionDefinition } from './define.ts';
import { STRING_FORM, defineGenerators } from './otel.ts';

export const GOOGLE_FUNCTIONS: readonly FunctionDefinition[] = [
  ...defineGenerators('google::cloud::logging', 'span', [STRING_FORM]),
  ...defineGenerators('google::cloud::logging', 'trace', [STRING_FORM]),
];

export const GOOGLE_CONSTANTS: readonly ConstantDefinition[] = defineConstants(
  'google::cloud::logging::severity',
  [
    ['DEFAULT', 0, 'No severity was given.'],
    ['DEBUG', 100, 'For those who look for a mistake.'],
    ['INFO', 200, 'What happens every day.'],
    ['NOTICE', 300, 'Nothing bad, but worth knowing: a start, a stop, another setting.'],
    ['WARNING', 400, 'This may become a problem.'],
    ['ERROR', 500, 'This is likely to be a problem.'],
    ['CRITICAL', 600, 'A serious problem, or an outage.'],
    ['ALERT', 700, 'Somebody must act at once.'],
    ['EMERGENCY', 800, 'Nothing works any more.'],
  ],
);
