/**
 * A folder of modules, as the compiler sees it: it asks for texts by path and never touches a disk itself. Paths are
 * relative to the folder, with `/` between names: `a/b.flow`.
 */
export interface ModuleFolder {
  /** What stands before its paths in messages, as the user wrote it; empty for the folder where the command runs. */
  readonly name: string;
  /**
   * The text of a file; null when there is none. Called at most once for each file that a `use` may mean. Throws when the
   * file is there and cannot be read.
   */
  read(path: string): string | null;
  /**
   * The names of the files and folders in a folder (`''` is this one); none when it is not there. For suggestions, when
   * a module is not found; never throws.
   */
  list(path: string): readonly string[];
}

/** How a file of this folder is called in messages. */
export function fileName(folder: ModuleFolder, path: string): string {
  return folder.name === '' ? path : `${folder.name.replace(/\/$/, '')}/${path}`;
}
