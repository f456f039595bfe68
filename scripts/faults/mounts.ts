// File systems in files, and their mounts: all undone at the end, in the other order, also after a failure or a signal.
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {atEnd} from './child.ts';

const mib = 1024 * 1024;

export interface Mount {
  path: string;
  /** Unmounts and detaches. */
  remove(): void;
}

export function run(command: string, ...words: string[]): string {
  try {
    const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;
    return execFileSync(command, words, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {...process.env, PATH},
    });
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    throw new Error(`${command} ${words.join(' ')}: ${said}`);
  }
}

/** A sparse file with a file system in it. */
export function formatImage(file: string, sizeMib: number, make: [string, ...string[]]): void {
  fs.closeSync(fs.openSync(file, 'w'));
  fs.truncateSync(file, sizeMib * mib);
  const [command, ...words] = make;
  run(command, ...words, file);
}

/** Mounts an image by a loop device. `direct`: what is written to the device goes to the file at once, through no other cache. */
export function mountImage(file: string, at: string, {direct = false} = {}): Mount {
  fs.mkdirSync(at, {recursive: true});
  const device = run('losetup', '--find', '--show', `--direct-io=${direct ? 'on' : 'off'}`, file).trim();
  const detach = atEnd(() => run('losetup', '--detach', device));
  try {
    if (direct && run('losetup', '--noheadings', '--list', '--output', 'DIO', device).trim() !== '1')
      throw new Error(`${device} would go through a second cache`);
    run('mount', device, at);
  } catch (error) {
    detach();
    throw error;
  }
  const unmount = atEnd(() => unmountFrom(at));
  return {
    path: at,
    remove() {
      unmount();
      detach();
    },
  };
}

/** A file system in memory of this size. */
export function mountMemory(at: string, sizeMib: number): Mount {
  fs.mkdirSync(at, {recursive: true});
  run('mount', '-t', 'tmpfs', '-o', `size=${sizeMib}m`, 'tmpfs', at);
  return {path: at, remove: atEnd(() => unmountFrom(at))};
}

/** A process that was just killed may hold it for a moment; then it goes when nobody holds it any more. */
function unmountFrom(at: string): void {
  for (let tries = 0; tries < 20; tries++) {
    try {
      run('umount', at);
      return;
    } catch {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    }
  }
  run('umount', '--lazy', at);
}

/** A file system that can clone a file at an instant, and in it one that holds a data folder. */
export function nestedDisks(
  folder: string,
  innerMib: number,
): {dataDir: string; clone(): Promise<Mount>; remove(): void} {
  const outerFile = path.join(folder, 'outer.img');
  formatImage(outerFile, innerMib * 4 + 512, ['mkfs.xfs', '-q', '-m', 'reflink=1']);
  const outer = mountImage(outerFile, path.join(folder, 'outer'));
  const innerFile = path.join(outer.path, 'inner.img');
  formatImage(innerFile, innerMib, ['mkfs.ext4', '-q', '-F', '-m', '0']);
  const inner = mountImage(innerFile, path.join(folder, 'inner'), {direct: true});
  let clones = 0;
  return {
    dataDir: path.join(inner.path, 'data'),
    async clone() {
      const copy = path.join(outer.path, `clone-${++clones}.img`);
      await cloneFile(innerFile, copy);
      const mount = mountImage(copy, path.join(folder, `clone-${clones}`));
      return {
        path: path.join(mount.path, 'data'),
        remove() {
          mount.remove();
          fs.rmSync(copy);
          fs.rmdirSync(mount.path);
        },
      };
    },
    remove() {
      inner.remove();
      outer.remove();
    },
  };
}

/** `cp --reflink=always`: shares the blocks as they are at one instant; fails where it would have to copy. */
function cloneFile(from: string, to: string): Promise<void> {
  return fs.promises.copyFile(from, to, fs.constants.COPYFILE_FICLONE_FORCE);
}
