// Holds flowrun against an S3 server, and the server against AWS's documentation: docs/guide/other-servers.md.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const USAGE =
  'usage: npm run test:s3 -- --endpoint URL [--region REGION] [--server NAME] [--json FILE]\n' +
  '       with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN) in the environment';

function refuse(problem) {
  console.error(`${problem}\n${USAGE}`);
  process.exit(2);
}

function readOptions() {
  const option = { type: 'string' };
  try {
    return parseArgs({ options: { endpoint: option, region: option, server: option, json: option } }).values;
  } catch (error) {
    return refuse(error.message);
  }
}

function runTests(options, report) {
  const environment = { ...process.env, FLOWRUN_TEST_S3_ENDPOINT: options.endpoint };
  // The tests are told by the variable above; the SDK's own would lead tests of the local S3 astray.
  delete environment.AWS_ENDPOINT_URL;
  if (options.region !== undefined) environment.AWS_REGION = options.region;
  if (options.server !== undefined) environment.FLOWRUN_TEST_S3_SERVER = options.server;
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  // One file after another: the server may be a small one.
  const args = [vitest, 'run', '--maxWorkers=1', 'test/s3-conformance', 'test/connectors/s3'];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return spawnSync(process.execPath, [...args, ...reporters], {
    cwd: root,
    env: environment,
    stdio: 'inherit',
  });
}

/** What the tests gave, by what they are. */
function summarise(report) {
  const files = JSON.parse(readFileSync(report, 'utf8')).testResults;
  const tests = files.flatMap((file) => file.assertionResults);
  const deviating = tests.filter(({ meta }) => meta?.deviation !== undefined);
  const brokenFiles = files.filter(({ status, assertionResults }) => {
    return status === 'failed' && !assertionResults.some((test) => test.status === 'failed');
  });
  return {
    passed: tests.filter(({ status }) => status === 'passed').length - deviating.length,
    failed: [
      ...tests.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
      ...brokenFiles.map(({ name }) => name),
    ],
    deviating: deviating.map(({ title, meta }) => `${title.split(': ')[0]}: ${meta.deviation}`),
  };
}

const options = readOptions();
if (options.endpoint === undefined || !URL.canParse(options.endpoint)) refuse('--endpoint wants a URL');
for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) {
  if (!process.env[name]) refuse(`${name} is not set`);
}
const folder = mkdtempSync(join(tmpdir(), 'flowrun-test-s3-'));
try {
  const report = join(folder, 'report.json');
  const { status } = runTests(options, report);
  const { passed, failed, deviating } = summarise(report);
  if (deviating.length > 0) console.log(`\ndeviating, as known of this server:\n  ${deviating.join('\n  ')}`);
  if (failed.length > 0) console.log(`\nfailed:\n  ${failed.join('\n  ')}`);
  console.log(
    `\n${options.endpoint}: ${passed} passed, ${failed.length} failed, ${deviating.length} deviating`,
  );
  if (options.json !== undefined) {
    writeFileSync(
      options.json,
      JSON.stringify({ passed, failed: failed.length, deviating: deviating.length }),
    );
  }
  process.exitCode = status === 0 && failed.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
