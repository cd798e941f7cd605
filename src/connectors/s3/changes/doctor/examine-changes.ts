import type { Examination, ExamineContext } from '../../../../runtime/api.ts';
import { examineConnection } from '../../doctor/examine-connection.ts';
import type { ChangesConfig } from '../settings.ts';
import { readsObjects, watchingPolicy } from './policy.ts';
import { probeWatching } from './probe-watching.ts';

/** What stands between the source and S3; see `examine` of ConnectorDefinition. */
export async function examineChanges(config: ChangesConfig, context: ExamineContext): Promise<Examination> {
  const subject = {
    config,
    compatibility: 'auto' as const,
    policy: (region: string | undefined) => watchingPolicy(config, region),
    notes: readsObjects(config)
      ? [
          'objects that are encrypted with a KMS key take kms:Decrypt on that key, too: the policy cannot know it',
        ]
      : [],
    probe: probeWatching.bind(null, config, context),
  };
  return examineConnection(subject, context);
}
