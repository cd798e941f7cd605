import type { CodeEntry } from './entry.ts';

/** FR595 to FR599: variables of the environment. */
export const environmentCodes: readonly CodeEntry[] = [
  {
    code: 'FR595',
    title: 'an environment variable that is not set',
    why: '`env::var` reads a variable of the environment that flowrun was started in. One that may be missing gets a default.',
    wrong: 'const REGION = env::var("REGION");',
    right: 'const REGION = env::var("REGION", "eu-west-1");',
  },
  {
    code: 'FR596',
    title: 'a variable that is read for every event',
    why: 'The environment is read once, before the flow runs: in arguments, in settings and in constants. What an event needs of it goes through one of them.',
    wrong: 'let event.shop = env::var("SHOP");',
    right: 'const SHOP = env::var("SHOP", "pencils");\nlet event.shop = SHOP;',
  },
];
