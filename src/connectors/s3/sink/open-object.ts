import type { Encoder, Value } from '../../../runtime/api.ts';
import type { ObjectUpload } from './object-upload.ts';
import type { OpenState } from './state.ts';

/** What an open object is made of. */
export interface OpenObjectParts {
  /** `$s3.key` and `$s3.bucket` as the events have them, to recognise the next one quickly. */
  readonly givenKey: string;
  readonly givenBucket: Value | undefined;
  readonly encoder: Encoder;
  readonly upload: ObjectUpload;
  readonly openedMs: number;
  readonly partBytes: number;
}

/** The object that events are appended to. */
export class OpenObject {
  readonly givenKey: string;
  readonly givenBucket: Value | undefined;
  readonly encoder: Encoder;
  readonly upload: ObjectUpload;
  readonly openedMs: number;
  /** The size of the next part. */
  partBytes: number;
  lastEventMs: number;
  events = 0;
  /** All bytes that it has so far, sent or not. */
  bytes = 0;
  /** No event will follow: to be completed as soon as there is room. */
  isEnding = false;
  /** The encoder has given everything. */
  isEncoded = false;

  constructor(parts: OpenObjectParts) {
    this.givenKey = parts.givenKey;
    this.givenBucket = parts.givenBucket;
    this.encoder = parts.encoder;
    this.upload = parts.upload;
    this.openedMs = parts.openedMs;
    this.partBytes = parts.partBytes;
    this.lastEventMs = parts.openedMs;
  }

  capture(bufferedBytes: number): OpenState {
    return { ...this.upload.capture(), eventKey: this.givenKey, events: this.events, bufferedBytes };
  }
}
