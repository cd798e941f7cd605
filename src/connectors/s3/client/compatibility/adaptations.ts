import type { S3Config } from '../../settings.ts';
import { needsLook } from './look-first.ts';
import type { CompatibilityProfile } from './profile.ts';

/** Something that is done otherwise than on AWS, or that the server may not do. */
export interface Adaptation {
  /** `warn`: a setting of the flow means less than it says. */
  readonly level: 'info' | 'warn';
  readonly text: string;
}

/** What a flow with these settings has to know about its server; said once, at the start. */
export function adaptationsTo(profile: CompatibilityProfile, config: S3Config): readonly Adaptation[] {
  const { title } = profile;
  const found: Adaptation[] = [];
  if (profile.equalParts.is) {
    found.push({
      level: 'info',
      text: `${title} wants parts of one size: parts do not grow with the object`,
    });
  }
  if (profile.integrity.is === 'md5') {
    found.push({ level: 'info', text: `${title} takes no CRC32: bodies are protected by Content-MD5` });
  }
  if (config.if_exists === 'fail' && needsLook(profile)) {
    found.push({
      level: 'warn',
      text:
        `\`if_exists = "fail"\` is not certain with ${title}: each object is looked for before it is written, and ` +
        'another writer at the same moment is not noticed',
    });
  }
  if (config.if_exists === 'append' && profile.conditionalComplete.is !== 'holds') {
    found.push({
      level: 'warn',
      text:
        `\`if_exists = "append"\` is not certain with ${title}: what is there is looked at before an object takes its ` +
        'place, and another writer at the same moment is not noticed',
    });
  }
  for (const setting of ['tags', 'acl'] as const) {
    if (config[setting] !== undefined && !profile[setting].is) {
      found.push({ level: 'warn', text: `${title} is known to refuse or to drop \`${setting}\` of objects` });
    }
  }
  return found;
}
