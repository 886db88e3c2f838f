// Small disks, to be filled.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether this process may mount; asked in a name space of its own, which is gone with the question. */
export const mayMount =
  spawnSync('unshare', ['--mount', 'sh', '-c', 'mount -t tmpfs tmpfs /mnt']).status === 0;

const UNMOUNT = 'read -r _; umount --lazy "$1"; rmdir "$1"';

/**
 * A disk in memory. It goes with the process that asked for it.
 * @param {number} megabytes
 */
export function smallDisk(megabytes) {
  const folder = mkdtempSync(join(tmpdir(), 'relay-disk-'));
  const args = ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', folder];
  const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mount: ${stderr}`);
  const watchdog = spawn('sh', ['-c', UNMOUNT, 'sh', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  watchdog.unref();
  watchdog.stdin.unref();
  const ballast = join(folder, 'ballast');
  return {
    folder,
    /** Leaves no room. */
    fill() {
      const { stderr } = spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=4096'], {
        encoding: 'utf8',
      });
      if (!/No space left/.test(stderr)) throw new Error(`not full: ${stderr}`);
    },
    /** Makes room again. */
    empty: () => rm(ballast),
    async dispose() {
      const gone = new Promise((resolve) => watchdog.once('exit', resolve));
      watchdog.ref();
      watchdog.stdin.end();
      await gone;
    },
  };
}
