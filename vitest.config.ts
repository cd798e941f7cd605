import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    // chevrotain's own bundle: the package entry loads 644 lodash modules, most of a second per test file.
    alias: {
      chevrotain: fileURLToPath(new URL('node_modules/chevrotain/lib/chevrotain.mjs', import.meta.url)),
    },
  },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/kit/global-setup.ts'],
    setupFiles: ['test/kit/seed.ts'],
    // Said once for each file otherwise; our own client sets it, too.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    pool: 'threads',
    // Files of one worker share their modules: to load them anew for each of 200 files took a third of the whole time. What
    // a test changes for its process it changes back.
    isolate: false,
    // By default one core is left idle, of two as of eight.
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
