import type { HostileCase } from './hostile-case.ts';
import { PART_BYTES } from './hostile-network.ts';

/** Cases that have failed once, and some that were thought up: as data, because what a seed means changes with the generator. */
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
  {
    name: 'two lost beginnings, and the next object with the same key begins while they are looked for',
    given: {
      batches: [
        [
          { key: 'a', size: 23_243 },
          { key: 'c/d', size: 16_385 },
          { key: 'b', size: 32_768 },
          { key: 'c/d', size: 16_385 },
        ],
      ],
      script: [
        {
          on: 'CreateMultipartUpload',
          skip: 1,
          every: 2,
          times: 2,
          fault: { kind: 'cut', how: 'reset', at: 'answer' },
        },
        {
          on: 'CreateMultipartUpload',
          times: 'always',
          fault: { kind: 'answer', status: 503, code: 'SlowDown', headers: { 'retry-after': '2' } },
        },
      ],
      parts: 4,
      objects: 2,
      ifExists: 'fail',
      maxObjectBytes: null,
      maxBufferBytes: 1_600_000,
    },
  },
  {
    name: 'the flow fails while nothing is known of an upload but that its beginning was lost',
    given: {
      batches: [
        [
          { key: 'ü', size: 37 },
          { key: 'b', size: 21198 },
        ],
        [
          { key: 'a', size: 2141 },
          { key: 'b', size: 16383 },
          { key: 'ü', size: 16385 },
          { key: 'b', size: 16384 },
          { key: 'c/d', size: 173 },
        ],
        [
          { key: 'a', size: 34482 },
          { key: 'b', size: 81 },
          { key: 'b', size: 32768 },
          { key: 'b', size: 34262 },
          { key: 'ü', size: 136 },
        ],
      ],
      script: [
        {
          on: 'UploadPart',
          skip: 2,
          every: 1,
          times: 2,
          fault: {
            kind: 'answer',
            status: 503,
            code: 'SlowDown',
            isHasty: false,
            headers: { 'retry-after': '3' },
          },
        },
        {
          on: 'ListMultipartUploads',
          skip: 0,
          every: 2,
          times: 4,
          fault: { kind: 'stall', at: 'body', afterBytes: 10565, forMs: 152892 },
        },
        { on: 'CreateMultipartUpload', skip: 2, every: 3, times: 4, fault: { kind: 'stale' } },
        {
          on: 'CompleteMultipartUpload',
          skip: 0,
          every: 1,
          times: 1,
          fault: { kind: 'cut', how: 'reset', at: 'answer-body', afterBytes: 7 },
        },
        {
          on: 'CreateMultipartUpload',
          skip: 3,
          every: 3,
          times: 1,
          fault: { kind: 'cut', how: 'fin', at: 'answer-body', afterBytes: 246 },
        },
        {
          on: 'UploadPart',
          skip: 5,
          every: 2,
          times: 2,
          fault: {
            kind: 'answer',
            status: 500,
            code: 'InternalError',
            isHasty: false,
            headers: { 'retry-after': '1' },
          },
        },
        {
          on: 'CreateMultipartUpload',
          times: 'always',
          fault: {
            kind: 'answer',
            status: 503,
            code: 'ServiceUnavailable',
            isHasty: true,
            headers: { 'retry-after': '2' },
          },
        },
      ],
      parts: 3,
      objects: 1,
      ifExists: 'fail',
      maxObjectBytes: 49152,
      maxBufferBytes: 3200000,
    },
  },
];
