/** Keeps what was read from the environment out of everything that people see of a running flow. */
import type { Json, Logger } from '../api.ts';
import type { Identity } from '../checkpoint/checkpoint.ts';
import type { Secrets } from '../plan.ts';

/** A logger that writes names in the place of secrets. */
export function hidingLogger(logger: Logger, secrets: Secrets | undefined): Logger {
  if (secrets === undefined) return logger;
  const hiding =
    (write: Logger['info']): Logger['info'] =>
    (message, fields) =>
      write(secrets.hide(message), fields === undefined ? undefined : hideInFields(fields, secrets));
  return {
    debug: hiding((message, fields) => logger.debug(message, fields)),
    info: hiding((message, fields) => logger.info(message, fields)),
    warn: hiding((message, fields) => logger.warn(message, fields)),
    error: hiding((message, fields) => logger.error(message, fields)),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function hideInFields(fields: Fields, secrets: Secrets): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, hideInField(field, secrets)]),
  );
}

/** Any data with names in the place of secrets. */
export function hideInData<T>(data: T, secrets: Secrets | undefined): T {
  // Only strings become others, and these stay strings.
  return secrets === undefined ? data : (hideInField(data, secrets) as T);
}

function hideInField(field: unknown, secrets: Secrets): unknown {
  if (typeof field === 'string') return secrets.hide(field);
  if (field instanceof Error) return hideInError(field, secrets);
  if (Array.isArray(field)) return field.map((each) => hideInField(each, secrets));
  const isPlain =
    typeof field === 'object' && field !== null && Object.getPrototypeOf(field) === Object.prototype;
  // Just seen to be a plain object.
  return isPlain ? hideInFields(field as Fields, secrets) : field;
}

/** The same error, and those behind it, with names in the place of secrets. */
export function hideInError<E extends Error>(error: E, secrets: Secrets | undefined): E {
  if (secrets === undefined) return error;
  const seen = new Set<unknown>();
  let current: unknown = error;
  while (current instanceof Error && !seen.has(current)) {
    seen.add(current);
    for (const key of ['message', 'stack', 'help'] as const) {
      const text: unknown = Reflect.get(current, key);
      if (typeof text === 'string') Reflect.set(current, key, secrets.hide(text));
    }
    current = current.cause;
  }
  return error;
}

/** An identity with a fingerprint in the place of each secret: it is kept, and compared with that of the next run. */
export function sealIdentity(identity: Identity, secrets: Secrets | undefined): Identity {
  if (secrets === undefined) return identity;
  return {
    config: seal(identity.config, secrets),
    preprocessors: seal(identity.preprocessors, secrets),
    postprocessors: seal(identity.postprocessors, secrets),
  };
}

function seal(json: Json, secrets: Secrets): Json {
  if (typeof json === 'string') return secrets.seal(json);
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map((each: Json) => seal(each, secrets));
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, seal(value, secrets)]));
}
