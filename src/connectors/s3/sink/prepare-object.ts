import type { Batch } from '../../../runtime/api.ts';
import { findField } from '../../../runtime/value/path.ts';
import { keyProblem } from '../names.ts';
import { mergeAttributes } from '../object-attributes.ts';
import { targetOf } from './event-target.ts';
import type { ObjectName, ObjectNames } from './object-names.ts';
import { ObjectUpload } from './object-upload.ts';
import { OpenObject } from './open-object.ts';
import type { SinkParts } from './sink-parts.ts';

/** An object that has no event yet, and its name, which is not taken yet. */
export interface PreparedObject {
  readonly object: OpenObject;
  readonly name: ObjectName;
}

/** The object that begins with this event, or why the event must be refused. Nothing is changed by it. */
export function prepareObject(
  parts: SinkParts,
  names: ObjectNames,
  batch: Batch,
  index: number,
): PreparedObject | string {
  const { options, context, clock, store, retry, own } = parts;
  const s3 = batch.metas[index]!.get('s3');
  const target = targetOf(s3, options.bucket);
  if (typeof target === 'string') return target;
  const { bucket, key } = target;
  const name = names.next(bucket, key);
  const problem = name.roll === 0 ? undefined : keyProblem(name.key);
  if (problem !== undefined) return `after an early completion, ${problem}`;

  const attributes = mergeAttributes(options.attributes, target.attributes);
  const upload = new ObjectUpload({ bucket, key: name.key }, attributes, {
    store,
    retry,
    clock,
    logger: context.logger,
    own,
    ifAbsent: options.ifAbsent,
    signal: context.signal,
  });
  const object = new OpenObject({
    givenKey: key,
    givenBucket: findField(s3!, 'bucket'),
    encoder: context.createEncoder(),
    upload,
    openedMs: clock.nowMs(),
    partBytes: options.plan.partBytes(1),
  });
  return { object, name };
}
