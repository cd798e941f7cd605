import type { OpenFile } from '../api.ts';
import { EnvironmentError } from '../api.ts';

/**
 * Refuses a flow that writes a file which it reads: it would read its own output, for ever, or lose its input. And one that
 * writes a file twice: each connector would write over what the other has written, or, after a restart, cut it off.
 * Throws EnvironmentError.
 */
export function refuseSameFile(read: readonly OpenFile[], written: readonly OpenFile[]): void {
  for (const input of read) {
    const output = written.find((each) => isSame(each, input));
    if (output === undefined) continue;
    throw new EnvironmentError(`\`${input.path}\` is read and written by this flow${also(input, output)}`, {
      help: 'write to another file, and rename it when the flow has ended',
    });
  }
  for (const [index, output] of written.entries()) {
    const other = written.slice(index + 1).find((each) => isSame(each, output));
    if (other === undefined) continue;
    throw new EnvironmentError(`two connectors of this flow write \`${output.path}\`${also(output, other)}`, {
      help: 'connect what is to be in it to one connector',
    });
  }
}

function isSame(one: OpenFile, other: OpenFile): boolean {
  return one.device === other.device && one.inode === other.inode;
}

function also(one: OpenFile, other: OpenFile): string {
  return other.path === one.path ? '' : ` (as \`${other.path}\`)`;
}
