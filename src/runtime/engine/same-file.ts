import type { OpenFile } from '../api.ts';
import { EnvironmentError } from '../api.ts';

/**
 * Refuses a flow that writes a file which it reads: it would read its own output, for ever, or lose its input.
 * Throws EnvironmentError.
 */
export function refuseSameFile(read: readonly OpenFile[], written: readonly OpenFile[]): void {
  for (const input of read) {
    const output = written.find(({ device, inode }) => device === input.device && inode === input.inode);
    if (output === undefined) continue;
    const also = output.path === input.path ? '' : ` (as \`${output.path}\`)`;
    throw new EnvironmentError(`\`${input.path}\` is read and written by this flow${also}`, {
      help: 'write to another file, and rename it when the flow has ended',
    });
  }
}
