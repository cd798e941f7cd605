import type { HostileCase } from './hostile-case.ts';
import { PART_BYTES } from './hostile-network.ts';

/** Cases that have failed once: as data, because what a seed means changes with the generator. */
export const KNOWN_CASES: readonly { readonly name: string; readonly given: HostileCase }[] = [
  {
    name: 'two lost beginnings of one upload, and a list that is out of date',
    given: {
      batches: [[{ key: 'a', size: 3 * PART_BYTES }]],
      script: [
        { on: 'CreateMultipartUpload', times: 2, fault: { kind: 'cut', how: 'reset', at: 'answer' } },
        { on: 'ListMultipartUploads', skip: 1, fault: { kind: 'stale' } },
        { on: 'CompleteMultipartUpload', fault: { kind: 'cut', how: 'fin', at: 'answer' } },
      ],
      parts: 1,
      objects: 1,
      ifExists: 'fail',
      maxObjectBytes: null,
      maxBufferBytes: 1_600_000,
    },
  },
];
