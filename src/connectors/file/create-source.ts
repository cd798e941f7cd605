import type { Source, SourceContext } from '../../runtime/api.ts';
import { bug } from '../../runtime/api.ts';
import { createFollowSource } from './follow/source.ts';
import { parsePathPattern } from './glob/path-pattern.ts';
import { createGlobSource } from './glob/source.ts';
import type { FileSettings } from './settings.ts';
import { createFileSource } from './source.ts';

/** The source that the settings ask for. Rejects with EnvironmentError when it cannot start. */
export async function createSource(config: FileSettings, context: SourceContext): Promise<Source> {
  const pattern = parsePathPattern(config.path) ?? bug('the settings have checked the pattern');
  if (config.follow) return createFollowSource(pattern, config, context);
  return pattern.kind === 'glob'
    ? createGlobSource(pattern, config.follow_links, context)
    : createFileSource({ path: pattern.path }, context);
}
