// The package as its users get it: packed, unpacked beside its dependencies, judged and imported.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ATTW = join(ROOT, 'node_modules/@arethetypeswrong/cli/dist/index.js');
/** Neither has types, nor is meant for import in Node. */
const UNTYPED = ['./embed.js', './custom-elements.json', './package.json'];

const complaints = [];
const temp = mkdtempSync(join(tmpdir(), 'callback-elements-'));
try {
  await check();
} finally {
  rmSync(temp, { recursive: true, force: true });
}
for (const complaint of complaints) console.error(complaint);
process.exit(complaints.length > 0 ? 1 : 0);

async function check() {
  const tarball = pack();
  const home = install(tarball);
  const pkg = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  const entries = checkExports(home, pkg);
  checkSideEffects(home, pkg);
  checkManifest(home);
  await checkPublint(tarball, pkg);
  const typed = entries.filter((entry) => !UNTYPED.includes(entry));
  checkTypes(tarball, typed);
  checkImport(typed.map((entry) => join(pkg.name, entry)));
  if (complaints.length === 0) console.log(`${entries.length} entries are fit for use`);
}

function pack() {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', temp];
  const out = execFileSync('npm', args, { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' });
  const [{ filename }] = Object.values(JSON.parse(out));
  return join(temp, filename);
}

/** What `npm install` would do, without the network: only the declared dependencies are in reach. */
function install(tarball) {
  const home = join(temp, 'node_modules/callback-elements');
  mkdirSync(home, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', home, '--strip-components=1']);
  const { dependencies } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  for (const name of Object.keys(dependencies)) {
    const link = join(temp, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), link);
  }
  return home;
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

function checkSideEffects(home, { sideEffects }) {
  for (const path of sideEffects) {
    const found = path.includes('*') ? fill(home, path).length > 0 : existsSync(join(home, path));
    if (!found) complaints.push(`sideEffects names ${path}, not in the package.`);
  }
}

function checkManifest(home) {
  const text = readFileSync(join(home, 'custom-elements.json'), 'utf8');
  JSON.parse(text, (key, value) => {
    const isPath = (key === 'path' || key === 'module') && typeof value === 'string';
    if (isPath && !existsSync(join(home, value))) {
      complaints.push(`custom-elements.json names ${value}, not in the package.`);
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
function checkImport(specifiers) {
  const script = join(temp, 'import.mjs');
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
