import { CEPH_16_2 } from './ceph-16.2.ts';
import { LOCAL } from './local.ts';

/** What a server is known to do otherwise. A check that is listed must fail: a list that is no longer true is an error. */
export interface KnownServer {
  /** Name and version, for people. */
  readonly title: string;
  /** By the name of the check: what the server does instead. */
  readonly deviations: Readonly<Record<string, string>>;
}

/** By the name that `FLOWRUN_TEST_S3_SERVER` and `npm run test:s3 -- --server` take. */
export const KNOWN_SERVERS: Readonly<Record<string, KnownServer>> = {
  local: LOCAL,
  'ceph-16.2': CEPH_16_2,
};
