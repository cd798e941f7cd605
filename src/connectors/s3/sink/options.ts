import type { SinkContext } from '../../../runtime/api.ts';
import type { ObjectAttributes } from '../object-attributes.ts';
import type { S3Config } from '../settings.ts';
import { createPartPlan } from './part-plan.ts';
import type { PartPlan } from './part-plan.ts';

/** The settings as the sink uses them. */
export interface SinkOptions {
  readonly bucket: string | undefined;
  readonly attributes: ObjectAttributes;
  readonly plan: PartPlan;
  readonly maxPartsInFlight: number;
  readonly maxObjectsInFlight: number;
  readonly maxBufferBytes: number;
  /** An object that has so many bytes is complete. */
  readonly maxObjectBytes: number;
  readonly maxAgeMs: number | undefined;
  readonly idleMs: number | undefined;
  readonly rolledKey: string;
  readonly ifAbsent: boolean;
}

type Encoding = Pick<SinkContext, 'contentType' | 'contentEncoding'>;

export function sinkOptions(config: S3Config, encoding: Encoding): SinkOptions {
  const plan = createPartPlan({
    minPartBytes: config.min_part_size,
    maxBufferBytes: config.max_buffer_bytes,
  });
  return {
    bucket: config.bucket,
    attributes: {
      contentType: config.content_type ?? encoding.contentType,
      contentEncoding: config.content_encoding ?? encoding.contentEncoding,
      storageClass: config.storage_class,
      sse: config.sse,
      kmsKeyId: config.kms_key_id,
      acl: config.acl,
      tags: config.tags,
      metadata: config.metadata,
    },
    plan,
    maxPartsInFlight: config.max_parts_in_flight,
    maxObjectsInFlight: config.max_objects_in_flight,
    maxBufferBytes: config.max_buffer_bytes,
    maxObjectBytes: Math.min(config.max_object_bytes ?? Infinity, plan.maxObjectBytes),
    maxAgeMs: config.max_object_age,
    idleMs: config.idle_timeout,
    rolledKey: config.rolled_key,
    ifAbsent: config.if_exists === 'fail',
  };
}
