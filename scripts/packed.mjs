// The packages as npm would bring them, without the network: packed, unpacked beside their dependencies.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Each package's folder. */
export const PACKAGES = {
  'callback-elements': ROOT,
  'callback-relay': join(ROOT, 'server'),
};

/**
 * Packs what is built.
 * @param {keyof typeof PACKAGES} name
 * @param {string} folder where to
 * @returns {string} the tarball
 */
export function pack(name, folder) {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const out = execFileSync('npm', args, { cwd: PACKAGES[name], encoding: 'utf8', stdio: 'pipe' });
  const [{ filename }] = Object.values(JSON.parse(out));
  return join(folder, filename);
}

/**
 * What `npm install` would do with these tarballs: in reach are their declared dependencies, and no others.
 * @param {Partial<Record<keyof typeof PACKAGES, string>>} tarballs by the package's name
 * @param {string} folder the project that they are installed in
 */
export function install(tarballs, folder) {
  const modules = join(folder, 'node_modules');
  for (const [name, tarball] of Object.entries(tarballs)) {
    const home = join(modules, name);
    mkdirSync(home, { recursive: true });
    execFileSync('tar', ['-xzf', tarball, '-C', home, '--strip-components=1']);
  }
  for (const name of Object.keys(tarballs)) {
    const pkg = JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8'));
    for (const dependency of Object.keys(pkg.dependencies)) {
      link(join(ROOT, 'node_modules', dependency), join(modules, dependency));
    }
    for (const [program, path] of Object.entries(pkg.bin ?? {})) {
      const file = join(modules, name, path);
      chmodSync(file, 0o755);
      link(file, join(modules, '.bin', program));
    }
  }
}

/** What is there already is another of the tarballs, or was somebody else's dependency. */
function link(target, path) {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}
