import type { SinkContext } from '../../../runtime/api.ts';
import type { CompatibilityProfile } from '../client/compatibility/profile.ts';
import type { ObjectAttributes } from '../object-attributes.ts';
import { S3_SMALLEST_PART } from '../settings.ts';
import type { S3Config } from '../settings.ts';
import { createEqualPartPlan, createPartPlan } from './part-plan.ts';
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
  /** What is there is continued. */
  readonly appends: boolean;
  /** `max_object_bytes` is set: how large an object is must be known before its first event. */
  readonly limitsBytes: boolean;
  /** S3 takes no smaller part, except for the last one of an object. */
  readonly smallestPartBytes: number;
  /** A clean stop leaves the open object to the next run. */
  readonly suspendsOnStop: boolean;
}

type Encoding = Pick<SinkContext, 'contentType' | 'contentEncoding'>;

export function sinkOptions(
  config: S3Config,
  encoding: Encoding,
  profile: Pick<CompatibilityProfile, 'equalParts'>,
): SinkOptions {
  const plan = partPlan(config, profile.equalParts.is);
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
    appends: config.if_exists === 'append',
    limitsBytes: config.max_object_bytes !== undefined,
    smallestPartBytes: S3_SMALLEST_PART,
    suspendsOnStop: config.on_stop === 'suspend',
  };
}

function partPlan(config: S3Config, isEqual: boolean): PartPlan {
  const bounds = { minPartBytes: config.min_part_size, maxBufferBytes: config.max_buffer_bytes };
  if (!isEqual) return createPartPlan(bounds);
  return createEqualPartPlan({
    ...bounds,
    maxPartsInFlight: config.max_parts_in_flight,
    maxObjectBytes: config.max_object_bytes,
  });
}
