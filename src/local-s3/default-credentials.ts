/** What clients use who were told nothing else. Both are in the documentation: good for loopback, and nothing more. */
export const DEFAULT_ACCESS_KEY_ID = 'flowrun';
export const DEFAULT_SECRET_ACCESS_KEY = 'flowrun-local-secret';
