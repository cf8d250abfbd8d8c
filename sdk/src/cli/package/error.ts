// SPDX-License-Identifier: MIT

/** Why a package is refused; the element has the same codes. */
export type PackageErrorCode = 'NVTS_ABI' | 'NVTS_ARGUMENT' | 'NVTS_INTEGRITY' | 'NVTS_IO' | 'NVTS_NOT_FOUND' | 'NVTS_PACKAGE' | 'NVTS_SIGNATURE';

/** What is wrong with a package or a key, for the person at the terminal. */
export class PackageError extends Error {
  override readonly name = 'PackageError';

  constructor(
    readonly code: PackageErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** What `work` gives; what the system says against it becomes a `PackageError` about `what`. */
export function withIo<Value>(what: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof PackageError || code === undefined) throw error;
    throw new PackageError(code === 'ENOENT' || code === 'ENOTDIR' ? 'NVTS_NOT_FOUND' : 'NVTS_IO', `${what}: ${reasons[code] ?? message}`);
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'no permission',
  EEXIST: 'it is there already',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
  ENOENT: 'there is no such file',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'there is no such file',
  EROFS: 'the disk is read-only',
};
