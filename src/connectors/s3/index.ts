import { defineConnector } from '../../runtime/api.ts';
import { s3Settings } from './settings.ts';

const example = `define flow to_s3
flow
  define connector lines from stdio with
    codec = "json",
    preprocessors = ["separate"]
  end;

  define connector store from s3 with
    codec = "json",
    postprocessors = ["separate"],
    config = { "bucket": "logs" }
  end;

  define pipeline by_host
  pipeline
    define script name_object
    script
      let $s3 = { "key": event.host };
      event
    end;
    create script name_object;
    select event from in into name_object;
    select event from name_object into out;
  end;

  create connector lines;
  create connector store;
  create pipeline by_host;
  connect /connector/lines to /pipeline/by_host;
  connect /pipeline/by_host to /connector/store;
end;

deploy flow to_s3;
`;

/** Connector `s3`. The SDK is loaded when a sink is created, not before. */
export const s3Connector = defineConnector({
  type: 's3',
  doc:
    'Writes objects to S3, or to anything that speaks its protocol. Events with the same `$s3.key`, one after another, ' +
    'are appended to one object. It is complete when the key changes, at the end of input, on a clean stop, or when ' +
    '`max_object_bytes`, `max_object_age` or `idle_timeout` says so. Small objects are one PUT, larger ones a ' +
    'multipart upload whose parts go on their way while the object is still being filled. What `$s3` says beside key ' +
    'and bucket is taken from the first event of an object. An event without a usable key goes to port `err`; an ' +
    'object that cannot be written ends the flow.',
  example,
  settings: s3Settings,
  codec: 'required',
  formerNames: {
    buffer_size: 'min_part_size',
    url: 'endpoint',
    urls: 'endpoint',
    path_style_access: 'path_style',
    forcePathStyle: 'path_style',
    auth: 'credentials',
  },
  meta: {
    '$s3.key': 'The key of the object: 1 to 1,024 bytes.',
    '$s3.bucket': 'Another bucket than that of the config.',
    '$s3.content_type': 'Content type of the object.',
    '$s3.content_encoding': 'Content encoding of the object.',
    '$s3.storage_class': 'Storage class of the object.',
    '$s3.sse': 'Server-side encryption: `AES256`, `aws:kms` or `aws:kms:dsse`.',
    '$s3.kms_key_id': 'The KMS key.',
    '$s3.acl': 'Canned ACL.',
    '$s3.tags': 'Tags: a record of strings, added to those of the config.',
    '$s3.metadata': 'User metadata: a record of strings, added to that of the config.',
  },
  roles: () => ({ source: false, sink: true }),
  checkpointable: false,
  createSink: async (config, context) => {
    const { createS3Sink } = await import('./sink/create-sink.ts');
    return createS3Sink(config, context);
  },
  examine: async (config, context) => {
    const { examineS3 } = await import('./doctor/examine.ts');
    return examineS3(config, context);
  },
  buckets: (config) => (config.bucket === undefined ? [] : [config.bucket]),
});
