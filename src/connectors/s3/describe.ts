import type { Json } from '../../runtime/api.ts';
import { asS3SinkState } from './sink/checkpoint/state.ts';

/** ``12,345 bytes of `a/b` in bucket `logs`, open; 2 objects to complete``. */
export function describeS3State(state: Json): string {
  const { open, sealed, stopped } = asS3SinkState(state)!;
  const words = open.map(
    ({ key, bucket, bytes }) =>
      `${bytes.toLocaleString('en-US')} bytes of \`${key}\` in bucket \`${bucket}\`, open`,
  );
  if (sealed.length > 0)
    words.push(`${sealed.length} ${sealed.length === 1 ? 'object' : 'objects'} to complete`);
  if (stopped) words.push(`\`${stopped.key}\` in bucket \`${stopped.bucket}\`, to be continued`);
  return words.length === 0 ? 'no object open' : words.join('; ');
}
