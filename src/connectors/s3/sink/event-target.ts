import type { Value } from '../../../runtime/api.ts';
import { aKind, asRecord, kindOf } from '../../../runtime/value/kind.ts';
import { findField } from '../../../runtime/value/path.ts';
import { bucketProblem, keyProblem } from '../names.ts';
import { attributeProblem, METADATA_RULE, TAGS_RULE } from '../object-attributes.ts';
import type { AttributeRule, ObjectAttributes, StringRecord } from '../object-attributes.ts';

/** Into which object an event goes, as its metadata `$s3` says. */
export interface EventTarget {
  readonly bucket: string;
  readonly key: string;
  readonly attributes: ObjectAttributes;
}

/** The target, or why the event must be refused: a text. */
export function targetOf(s3: Value | undefined, defaultBucket: string | undefined): EventTarget | string {
  if (s3 === undefined) return '`$s3.key` is not set, and it names the object that the event goes to';
  if (asRecord(s3) === undefined) return `\`$s3\` must be a record with a \`key\`, not ${aKind(kindOf(s3))}`;
  try {
    const key = textField(s3, 'key');
    if (key === undefined) return '`$s3.key` is not set, and it names the object that the event goes to';
    const bucket = textField(s3, 'bucket') ?? defaultBucket;
    if (bucket === undefined) return 'no bucket: neither `$s3.bucket` nor `bucket` in the config is set';
    const problem = keyProblem(key) ?? bucketProblem(bucket);
    return problem ?? { bucket, key, attributes: attributesOf(s3) };
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

/** Ends {@link targetOf}: one of many fields is not what it must be. */
class Refusal extends Error {}

function attributesOf(s3: Value): ObjectAttributes {
  return {
    contentType: textField(s3, 'content_type'),
    contentEncoding: textField(s3, 'content_encoding'),
    storageClass: textField(s3, 'storage_class'),
    sse: textField(s3, 'sse'),
    kmsKeyId: textField(s3, 'kms_key_id'),
    acl: textField(s3, 'acl'),
    tags: textsField(s3, 'tags', TAGS_RULE),
    metadata: textsField(s3, 'metadata', METADATA_RULE),
  };
}

function textField(s3: Value, name: string): string | undefined {
  const value = findField(s3, name);
  if (value === undefined || typeof value === 'string') return value;
  throw new Refusal(`\`$s3.${name}\` must be a string, not ${aKind(kindOf(value))}`);
}

function textsField(s3: Value, name: string, rule: AttributeRule): StringRecord | undefined {
  const value = findField(s3, name);
  if (value === undefined) return undefined;
  const record = asRecord(value);
  if (record === undefined)
    throw new Refusal(`\`$s3.${name}\` must be a record, not ${aKind(kindOf(value))}`);
  const pairs = [...record].map(([key, text]) => {
    if (typeof text === 'string') return [key, text] as const;
    throw new Refusal(`\`$s3.${name}.${key}\` must be a string, not ${aKind(kindOf(text))}`);
  });
  // fromEntries defines properties, so that `__proto__` is a key like any other.
  const texts = Object.fromEntries(pairs);
  const problem = attributeProblem(texts, rule);
  if (problem !== undefined) throw new Refusal(problem);
  return texts;
}
