// custom-elements.json: the elements as editors and documentation tools see them.
//   node scripts/manifest.mjs            writes it
//   node scripts/manifest.mjs --check    fails when the committed file is stale
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cli } from '@custom-elements-manifest/analyzer/cli.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FILE = `${ROOT}custom-elements.json`;
const GLOBS = ['src/elements/**/*.ts', 'src/define/**/*.ts', '!src/**/*.styles.ts'];

const fresh = await generate();
if (process.argv.includes('--check')) check(fresh);
else writeFileSync(FILE, fresh);

async function generate() {
  const manifest = await cli({
    argv: ['analyze', '--litelement', '--quiet', '--globs', ...GLOBS],
    cwd: ROOT,
    noWrite: true,
  });
  for (const { path, declarations } of manifest.modules) {
    const own = new Set(declarations.map(({ name }) => name));
    for (const declaration of declarations) {
      declaration.members = declaration.members?.filter(({ privacy }) => privacy !== 'private');
      // The analyzer takes `Event` and other platform classes for something of this very file.
      const { superclass } = declaration;
      if (superclass?.module === path && !own.has(superclass.name)) {
        declaration.superclass = { name: superclass.name, package: 'global:' };
      }
    }
  }
  // Types alone have no file to name.
  manifest.modules = manifest.modules.filter(
    ({ declarations, exports }) => declarations.length + exports.length > 0,
  );
  manifest.modules.sort((a, b) => (a.path < b.path ? -1 : 1));
  return `${JSON.stringify(manifest, asPublished, 2)}\n`;
}

/** The package holds dist/, not src/: a path in the manifest names what the reader can open. */
function asPublished(key, value) {
  if ((key !== 'path' && key !== 'module') || typeof value !== 'string') return value;
  return value.replace(/^(\/?)src\/(.*)\.[jt]s$/, '$1dist/$2.js');
}

function check(fresh) {
  const committed = read(FILE);
  if (committed === fresh) return;
  const [old, now] = [committed.split('\n'), fresh.split('\n')];
  const line = now.findIndex((text, index) => text !== old[index]);
  console.error(`custom-elements.json is stale; run: npm run manifest
First difference, line ${line + 1}:
- ${old[line] ?? '(end of file)'}
+ ${now[line] ?? '(end of file)'}`);
  process.exit(1);
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
