/**
 * The service (or a command) cannot start for a reason its operator can mend: a mistake in the configuration, a folder without
 * permission, a folder in use. `message` is plain Chinese, one line per mistake, without secrets; print it and exit non-zero.
 */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** What the operating system said about a path, in one plain sentence; null when the error is of another kind. */
export function fileRefusal(error: unknown, path: string): StartRefused | null {
  const code = errnoOf(error);
  const sentence = code === null ? undefined : FILE_SENTENCES[code];
  return sentence === undefined ? null : new StartRefused(`file-${String(code).toLowerCase()}`, sentence(path));
}

/** The errno name of a failed system call ("EACCES"), or null. */
export function errnoOf(error: unknown): string | null {
  // Not `instanceof Error`: a system error thrown into another realm (Jest's) has another Error.
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

const FILE_SENTENCES: Readonly<Record<string, (path: string) => string>> = {
  EACCES: (path) => `没有权限使用 ${path}。请换一个用户运行,或调整该路径的访问权限。`,
  EPERM: (path) => `没有权限使用 ${path}。请换一个用户运行,或调整该路径的访问权限。`,
  EROFS: (path) => `${path} 所在的磁盘是只读的。请换一个可写的位置。`,
  ENOSPC: (path) => `${path} 所在的磁盘已满。请清理空间后重试。`,
  EDQUOT: (path) => `${path} 的磁盘配额已用完。请清理空间后重试。`,
  ENOTDIR: (path) => `${path} 不是文件夹。请换一个位置。`,
  EISDIR: (path) => `${path} 是文件夹,这里需要一个文件。`,
  EEXIST: (path) => `${path} 已存在。请换一个名字。`,
  ENOENT: (path) => `找不到 ${path}。`,
};
