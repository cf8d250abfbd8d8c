// SPDX-License-Identifier: MIT
// The files of a package, wherever it is: in a folder, or in the archive that npm publishes.
import { closeSync, fstatSync, openSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Parser, type ReadEntry } from 'tar';
import { isPackagePath } from '../../package/manifest.js';
import { PackageError, withIo } from './error.js';

/** No bundle comes near it; the element has the same limit. */
const MAX_FILE_BYTES = 64 << 20;
const MAX_ARCHIVE_BYTES = 32 << 20;
const MAX_UNPACKED_BYTES = 128 << 20;
const MAX_FILES = 10_000;

/** Reads files of a package, and no others. */
export interface PackageFiles {
  /** The folder or archive, for messages. */
  readonly place: string;
  /** The root folder; undefined for an archive. */
  readonly root: string | undefined;
  /** A file's bytes, undefined where there is none. Throws `PackageError` for what is not a file of the package. */
  read(path: string): Buffer | undefined;
}

/** Opens a package's folder or its `.tgz`. Throws `PackageError`. */
export async function openPackageFiles(place: string): Promise<PackageFiles> {
  const isFolder = withIo(place, () => statSync(place)).isDirectory();
  return isFolder ? new FolderFiles(place) : await ArchiveFiles.open(place);
}

/** The files of a folder. Links may lead about in it, and not out of it. */
export class FolderFiles implements PackageFiles {
  readonly root: string;

  constructor(readonly place: string) {
    this.root = withIo(place, () => realpathSync(resolve(place)));
  }

  read(path: string): Buffer | undefined {
    if (!isPackagePath(path)) throw new PackageError('NVTS_PACKAGE', `${this.place}: ${JSON.stringify(path)} is not the path of a file in the package`);
    const file = join(this.root, path);
    try {
      return withIo(file, () => this.readInside(file));
    } catch (error) {
      if (error instanceof PackageError && error.code === 'NVTS_NOT_FOUND') return undefined;
      throw error;
    }
  }

  private readInside(file: string): Buffer {
    const real = realpathSync(file);
    if (!real.startsWith(this.root + sep)) throw new PackageError('NVTS_PACKAGE', `${file}: leads out of the package, to ${real}`);
    const descriptor = openSync(real, 'r');
    try {
      const status = fstatSync(descriptor);
      if (!status.isFile()) throw new PackageError('NVTS_PACKAGE', `${file}: is no regular file`);
      if (status.size > MAX_FILE_BYTES) throw new PackageError('NVTS_PACKAGE', `${file}: larger than ${MAX_FILE_BYTES >> 20} MiB, which is the most`);
      return readFileSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  }
}

/** The files of an archive as `npm pack` makes it. */
class ArchiveFiles implements PackageFiles {
  readonly root = undefined;

  private constructor(
    readonly place: string,
    private readonly files: ReadonlyMap<string, Buffer>,
  ) {}

  static async open(place: string): Promise<ArchiveFiles> {
    const damaged = (why: string): PackageError => new PackageError('NVTS_PACKAGE', `${place}: ${why}`);
    if (withIo(place, () => statSync(place)).size > MAX_ARCHIVE_BYTES) throw damaged(`larger than ${MAX_ARCHIVE_BYTES >> 20} MiB, which is the most`);
    const packed = withIo(place, () => readFileSync(place));
    let bytes: Buffer;
    try {
      bytes = gunzipSync(packed, { maxOutputLength: MAX_UNPACKED_BYTES });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw damaged(`unpacks to more than ${MAX_UNPACKED_BYTES >> 20} MiB`);
      throw damaged(`is no archive of npm, or not all of one (${(error as Error).message})`);
    }
    const files = new Map<string, Buffer>();
    await new Promise<void>((done, fail) => {
      const parser = new Parser({ strict: true, onReadEntry: (entry: ReadEntry) => take(entry) });
      const take = (entry: ReadEntry): void => {
        // npm leaves out the first folder, whatever its name.
        const path = entry.path.replace(/^[^/]*\//, '');
        if (entry.type === 'Directory') return entry.resume();
        if (entry.type !== 'File' && entry.type !== 'OldFile') return fail(damaged(`holds ${JSON.stringify(entry.path)}, which is no file (${entry.type})`));
        if (!isPackagePath(path)) return fail(damaged(`holds ${JSON.stringify(entry.path)}, which is no path in a package`));
        if (files.has(path)) return fail(damaged(`holds ${JSON.stringify(path)} twice`));
        if (files.size === MAX_FILES) return fail(damaged(`holds more than ${MAX_FILES} files`));
        const parts: Buffer[] = [];
        files.set(path, Buffer.alloc(0));
        entry.on('data', (part: Buffer) => parts.push(part));
        entry.on('end', () => files.set(path, Buffer.concat(parts)));
      };
      parser.on('error', (error: Error) => fail(damaged(`is damaged (${error.message})`)));
      parser.on('end', () => done());
      parser.end(bytes);
    });
    return new ArchiveFiles(place, files);
  }

  read(path: string): Buffer | undefined {
    return this.files.get(path.replace(/^\.\//, ''));
  }
}

/** Writes a file that is there whole or not at all. Throws `PackageError`. */
export function writeWhole(file: string, text: string, mode = 0o644): void {
  const part = `${file}.${process.pid}.part`;
  withIo(file, () => {
    try {
      writeFileSync(part, text, { mode });
      renameSync(part, file);
    } catch (error) {
      rmSync(part, { force: true });
      throw error;
    }
  });
}
