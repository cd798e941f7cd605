import { describe, expect, test } from 'vitest';
import { resolveEndpoint } from '../../../src/connectors/s3/client/endpoint.ts';
import { s3Settings } from '../../../src/connectors/s3/settings.ts';

const DEMO = {
  aws_access_token: 'AWS_ACCESS_KEY_ID',
  aws_secret_access_key: 'AWS_SECRET_ACCESS_KEY',
  aws_region: 'AWS_REGION',
};
const KEYS = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'a secret', AWS_REGION: 'eu-north-1' };

function resolve(config: object, env: Record<string, string> = {}) {
  return resolveEndpoint(s3Settings.parse(config), { env, s3Override: undefined });
}

test('settings that name environment variables', () => {
  expect(resolve(DEMO, KEYS)).toEqual({
    endpoint: undefined,
    region: 'eu-north-1',
    pathStyle: false,
    profile: undefined,
    credentials: { accessKeyId: 'key', secretAccessKey: 'a secret' },
  });
});

test('temporary keys bring their token along', () => {
  const env = { ...KEYS, AWS_SESSION_TOKEN: 'token', OTHER: 'other token' };
  expect(resolve(DEMO, env).credentials?.sessionToken).toBe('token');
  expect(resolve({ ...DEMO, aws_session_token: 'OTHER' }, env).credentials?.sessionToken).toBe('other token');
  const other = { aws_access_key_id: 'OTHER', aws_secret_access_key: 'AWS_SECRET_ACCESS_KEY' };
  expect(resolve(other, env).credentials?.sessionToken).toBeUndefined();
});

test('--local wins over everything, and no variable need be set', () => {
  const s3Override = { endpoint: 'http://127.0.0.1:1', region: 'r', accessKeyId: 'i', secretAccessKey: 's' };
  const config = s3Settings.parse({ ...DEMO, endpoint: 'https://elsewhere' });
  expect(resolveEndpoint(config, { env: {}, s3Override })).toEqual({
    endpoint: 'http://127.0.0.1:1',
    region: 'r',
    pathStyle: true,
    profile: undefined,
    credentials: { accessKeyId: 'i', secretAccessKey: 's' },
  });
});

test('nothing set: the AWS chain decides', () => {
  expect(resolve({})).toEqual({
    endpoint: undefined,
    region: undefined,
    pathStyle: false,
    profile: undefined,
    credentials: undefined,
  });
});

test('another server: paths, and a region that need not be given', () => {
  const endpoint = 'http://minio:9000';
  expect(resolve({ endpoint })).toMatchObject({ endpoint, pathStyle: true, region: 'us-east-1' });
  expect(resolve({ endpoint, path_style: false, region: 'x' })).toMatchObject({
    pathStyle: false,
    region: 'x',
  });
  expect(resolve({ endpoint }, { AWS_REGION: 'y' }).region).toBe('y');
});

test('another server by the environment: paths, too', () => {
  expect(resolve({}, { AWS_ENDPOINT_URL: 'http://minio:9000' }).pathStyle).toBe(true);
  expect(resolve({}, { AWS_ENDPOINT_URL_S3: 'http://minio:9000' }).pathStyle).toBe(true);
  expect(resolve({ path_style: false }, { AWS_ENDPOINT_URL: 'http://minio:9000' }).pathStyle).toBe(false);
});

describe('a variable that is not set', () => {
  test.each([
    [DEMO, { ...KEYS, AWS_ACCESS_KEY_ID: '' }, 'AWS_ACCESS_KEY_ID', 'aws_access_token'],
    [{ ...DEMO, aws_region: 'eu-central-1' }, KEYS, 'eu-central-1', 'aws_region'],
    [{ ...DEMO, aws_session_token: 'TOKEN' }, KEYS, 'TOKEN', 'aws_session_token'],
  ])('%j', (config, env, variable, setting) => {
    const message = `the environment variable \`${variable}\` is not set; setting \`${setting}\` of the s3 connector names it`;
    expect(() => resolve(config, env)).toThrow(
      expect.objectContaining({ name: 'EnvironmentError', message }),
    );
  });

  test('a region where a name is expected gets the right hint', () => {
    expect(() => resolve({ ...DEMO, aws_region: 'eu-central-1' }, KEYS)).toThrow(
      expect.objectContaining({ help: expect.stringContaining('write `region` instead') as unknown }),
    );
  });
});
