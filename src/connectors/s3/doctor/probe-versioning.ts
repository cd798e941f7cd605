import { GetBucketVersioningCommand } from '@aws-sdk/client-s3';
import { problemOf } from '../client/s3-problem.ts';
import type { UploadAccess } from '../uploads/upload-access.ts';
import type { CheckList } from './check-list.ts';
import type { Versioning } from './probe-litter.ts';

/** Asks whether the bucket keeps versions: good to know, and never needed. */
export async function probeVersioning(
  list: CheckList,
  access: UploadAccess,
  bucket: string,
): Promise<Versioning> {
  const { client, retry, signal } = access;
  let versioning: Versioning = 'unknown';
  const allow = `s3:GetBucketVersioning on arn:aws:s3:::${bucket}`;
  await list.run('ask for versioning', { isNeeded: false, allow }, async () => {
    try {
      const command = new GetBucketVersioningCommand({ Bucket: bucket });
      const answer = await retry('versioning', signal, () => client.send(command, { abortSignal: signal }));
      versioning = answer.Status === undefined ? 'off' : 'on';
      return answer.Status === 'Enabled'
        ? 'on: an object that is replaced stays as an older version'
        : (answer.Status?.toLowerCase() ?? 'off');
    } catch (error) {
      if (problemOf(error).status !== 501) throw error;
      // A server without versions.
      versioning = 'off';
      return 'off';
    }
  });
  return versioning;
}
