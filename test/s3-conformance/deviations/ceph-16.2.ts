import type { KnownServer } from './index.ts';

export const CEPH_16_2: KnownServer = { title: 'Ceph RADOS Gateway 16.2.15', deviations: {} };
