// The packages as their users get them: packed, unpacked beside their dependencies, judged and imported.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { install, pack, PACKAGES } from './packed.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ATTW = join(ROOT, 'node_modules/@arethetypeswrong/cli/dist/index.js');
/** They have no types, and are not meant for import in Node. */
const UNTYPED = /\.json$|^\.\/embed\.js$/;
/** Of the two, what each is installed with. */
const PROJECTS = {
  'callback-elements': ['callback-elements'],
  'callback-relay': ['callback-relay', 'callback-elements'],
};

const complaints = [];
const temp = mkdtempSync(join(tmpdir(), 'callback-elements-'));
try {
  const tarballs = Object.fromEntries(
    Object.keys(PACKAGES).map((name) => [name, pack(name, temp)]),
  );
  for (const name of Object.keys(PROJECTS)) await check(name, tarballs);
} finally {
  rmSync(temp, { recursive: true, force: true });
}
for (const complaint of complaints) console.error(complaint);
process.exit(complaints.length > 0 ? 1 : 0);

async function check(name, tarballs) {
  const before = complaints.length;
  const project = join(temp, name);
  install(Object.fromEntries(PROJECTS[name].map((one) => [one, tarballs[one]])), project);
  const home = join(project, 'node_modules', name);
  const pkg = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  const entries = checkExports(home, pkg);
  checkSideEffects(home, pkg);
  checkManifest(home, pkg);
  await checkPublint(tarballs[name], pkg);
  const typed = entries.filter((entry) => !UNTYPED.test(entry));
  checkTypes(tarballs[name], typed);
  checkImport(
    project,
    typed.map((entry) => join(pkg.name, entry)),
  );
  checkPrograms(project, pkg);
  if (complaints.length === before)
    console.log(`${name}: ${entries.length} entries are fit for use`);
}

/** @returns every importable subpath, patterns filled in with what the package holds */
function checkExports(home, pkg) {
  const entries = [];
  for (const [entry, target] of Object.entries(pkg.exports)) {
    // Closed to the outside.
    if (target === null) continue;
    const paths = typeof target === 'string' ? [target] : Object.values(target);
    const names = entry.includes('*') ? fill(home, paths.at(-1)) : [''];
    if (names.length === 0) complaints.push(`exports "${entry}" matches no file.`);
    for (const name of names) {
      entries.push(entry.replace('*', name));
      for (const path of paths) {
        if (!existsSync(join(home, path.replaceAll('*', name)))) {
          complaints.push(
            `exports "${entry}" names ${path.replaceAll('*', name)}, not in the package.`,
          );
        }
      }
    }
  }
  return entries;
}

// What `*` may stand for in ./dist/define/*.js, or in ./dist/elements/*/*.js: the same both times.
function fill(home, pattern) {
  const [, before, after] = /^([^*]*)\*([^/]*)/.exec(pattern);
  const folder = join(home, before);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(after) && name.length > after.length)
    .map((name) => name.slice(0, name.length - after.length))
    .filter((name) => existsSync(join(home, pattern.replaceAll('*', name))));
}

function checkSideEffects(home, { sideEffects = [] }) {
  for (const path of sideEffects) {
    const found = path.includes('*') ? fill(home, path).length > 0 : existsSync(join(home, path));
    if (!found) complaints.push(`sideEffects names ${path}, not in the package.`);
  }
}

function checkManifest(home, { customElements }) {
  if (customElements === undefined) return;
  const text = readFileSync(join(home, customElements), 'utf8');
  JSON.parse(text, (key, value) => {
    const isPath = (key === 'path' || key === 'module') && typeof value === 'string';
    if (isPath && !existsSync(join(home, value))) {
      complaints.push(`${customElements} names ${value}, not in the package.`);
    }
    return value;
  });
}

async function checkPublint(tarball, pkg) {
  const { messages } = await publint({
    strict: true,
    pack: { tarball: new Uint8Array(readFileSync(tarball)).buffer },
  });
  complaints.push(...messages.map((message) => `publint: ${formatMessage(message, pkg)}`));
}

function checkTypes(tarball, entries) {
  const args = [
    ATTW,
    tarball,
    '--profile',
    'esm-only',
    '--no-emoji',
    '--no-color',
    '--entrypoints',
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args, ...entries], {
    encoding: 'utf8',
  });
  if (status !== 0) complaints.push(`attw:\n${stdout}${stderr}`);
}

/** In Node there is no document: the modules must load all the same, for server-side rendering. */
function checkImport(project, specifiers) {
  const script = join(project, 'import.mjs');
  const lines = specifiers.map(
    (specifier) => `await import('${specifier}').catch((error) => {
  console.error('import "${specifier}":', error);
  process.exitCode = 1;
});`,
  );
  writeFileSync(script, lines.join('\n'));
  const { status, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  if (status !== 0) complaints.push(`In Node:\n${stderr}`);
}

/** The programs that npm would put within reach. */
function checkPrograms(project, { bin = {} }) {
  for (const program of Object.keys(bin)) {
    const path = join(project, 'node_modules/.bin', program);
    const { status, stdout, stderr, error } = spawnSync(path, ['--help'], { encoding: 'utf8' });
    if (status !== 0 || !stdout) complaints.push(`${program} --help:\n${error ?? stderr}`);
  }
}
