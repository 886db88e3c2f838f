// What a page downloads, in brotli bytes, against the limits below, and the README against both.
//   <!-- size:first -->4.2 kB<!-- /size -->     in README.md: `first` is a key of LIMITS
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import ts from 'typescript';
import { measurePhone } from './phone-bytes.mjs';

const LIMITS = {
  embed: { what: 'embed.js, the script tag', limit: 1_000 },
  first: { what: 'first load: embed.js and what the widget imports at once', limit: 15_000 },
  intent: { what: 'all that may arrive on intent, but rules and transport', limit: 48_000 },
  loopback: { what: 'the transport of the demo, with a whole desk in it', limit: 20_000 },
  http: { what: 'the transport to a relay, for visitors and agents', limit: 8_000 },
  part: { what: 'the largest rules of a calling code, of which most pages load one', limit: 3_000 },
};
/** What the number rules of a region cost, over the form, as a browser receives them. */
const NUMBER_LIMITS = { median: 15_000, worst: 17_500 };

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const EMBED = join(ROOT, 'dist/embed.js');
const WIDGET = join(ROOT, 'dist/cdn/widget.js');

const missing = [EMBED, WIDGET].filter((path) => !existsSync(path));
if (missing.length > 0) {
  console.error(`${missing.map((path) => relative(ROOT, path)).join(', ')} is not built.`);
  process.exit(1);
}

const first = closure([WIDGET], ['static']);
const adapter = (name) => (path) => isOf(`/transport/${name}/`, path);
const withoutAdapters = closure(
  [WIDGET],
  ['static', 'dynamic'],
  (path) => adapter('loopback')(path) || adapter('http')(path),
);
/** What one adapter brings with it. */
const broughtBy = (name, other) =>
  [...closure([WIDGET], ['static', 'dynamic'], adapter(other))].filter(
    (path) => !withoutAdapters.has(path),
  );
const bytes = {
  embed: total([EMBED]),
  first: total([EMBED, ...first]),
  // Paths to the rules are computed: they are none of `all`.
  intent: total([...withoutAdapters].filter((path) => !first.has(path))),
  loopback: total(broughtBy('loopback', 'http')),
  http: total(broughtBy('http', 'loopback')),
  part: Math.max(...rulesParts().map((path) => total([path]))),
};

for (const [name, { region, keystroke, verdict }] of Object.entries(await measurePhone())) {
  const key = `numbers_${name}`;
  const most = NUMBER_LIMITS[name] ?? NUMBER_LIMITS.worst;
  LIMITS[key] = { what: `a number of ${region}, until the first verdict`, limit: most };
  LIMITS[`${key}_key`] = { what: `a number of ${region}, until the first key`, limit: most };
  bytes[key] = verdict;
  bytes[`${key}_key`] = keystroke;
}

let failed = false;
for (const [key, { what, limit }] of Object.entries(LIMITS)) {
  const over = bytes[key] > limit;
  failed ||= over;
  console.log(
    `${key.padEnd(18)} ${String(bytes[key]).padStart(7)} of ${String(limit).padStart(7)} bytes  ${what}` +
      (over ? `  — ${bytes[key] - limit} too many` : ''),
  );
}
for (const complaint of staleReadme()) {
  failed = true;
  console.error(complaint);
}
process.exit(failed ? 1 : 0);

function rulesParts() {
  const cdn = join(ROOT, 'dist/cdn');
  const folder = readdirSync(cdn).find((name) => name.startsWith('rules-'));
  return readdirSync(join(cdn, folder)).map((name) => join(cdn, folder, name));
}

/** Whether a file has sources below this folder. */
function isOf(folder, path) {
  const map = `${path}.map`;
  if (!existsSync(map)) return false;
  const { sources } = JSON.parse(readFileSync(map, 'utf8'));
  return sources.some((source) => source.includes(folder));
}

/** The files reached from `paths` over imports of these kinds, themselves included. */
function closure(paths, kinds, isLeftOut = () => false) {
  const found = new Set();
  const queue = [...paths];
  for (let path = queue.pop(); path; path = queue.pop()) {
    if (found.has(path) || isLeftOut(path)) continue;
    found.add(path);
    const imports = importsOf(path);
    for (const kind of kinds) {
      queue.push(...imports[kind].map((specifier) => join(dirname(path), specifier)));
    }
  }
  return found;
}

function importsOf(path) {
  const imports = { static: [], dynamic: [] };
  const folder = dirname(path);
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
  visit(source);
  return imports;

  function visit(node) {
    const isImport = ts.isImportDeclaration(node) || ts.isExportDeclaration(node);
    if (isImport && node.moduleSpecifier) imports.static.push(node.moduleSpecifier.text);
    // import('./a.js'), or a call of what imports its argument and tries again.
    const path = ts.isCallExpression(node) && node.arguments[0];
    if (path && ts.isStringLiteralLike(path) && /^\.\/.*\.js$/.test(path.text)) {
      imports.dynamic.push(path.text);
    }
    if (ts.isStringLiteral(node) && /^\.\/rules-[\w-]+\/$/.test(node.text)) {
      imports.dynamic.push(node.text + largestIn(join(folder, node.text)));
    }
    ts.forEachChild(node, visit);
  }
}

/** Of the number rules a visitor loads one part: the largest counts. */
function largestIn(folder) {
  const size = (name) => statSync(join(folder, name)).size;
  return readdirSync(folder).reduce((a, b) => (size(a) < size(b) ? b : a));
}

/** Each file is compressed by itself, as a server does. */
function total(paths) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  return [...paths].reduce(
    (sum, path) => sum + brotliCompressSync(readFileSync(path), { params }).length,
    0,
  );
}

function staleReadme() {
  const path = join(ROOT, 'README.md');
  const readme = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const marks = [...readme.matchAll(/<!-- size:([\w-]+) -->([^]*?)<!-- \/size -->/g)];
  if (marks.length === 0) return ['README.md says no size: <!-- size:first -->'];
  return marks.flatMap(([, key, said]) => {
    if (!(key in bytes)) return `README.md: there is no size named "${key}".`;
    const true_ = `${(bytes[key] / 1000).toFixed(1)} kB`;
    if (said.trim() === true_) return [];
    return `README.md says "${said.trim()}", write <!-- size:${key} -->${true_}<!-- /size -->`;
  });
}
