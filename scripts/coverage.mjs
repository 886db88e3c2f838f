// Lines of src/ that the element tests (in the browser, from source), the journeys (in the browser, from
// demo/lib/ and dist/) and the tests of transports (in Node, from dist/) run, added up. Fails under LIMIT.
//
// All give V8 counts, but through different compilers and source maps, so their statements differ.
// They are therefore added line by line, and which lines count is read from the source itself: the
// first line of each statement, field initializer and arrow body. A file without any — types or
// re-exports alone — has nothing to cover; one that no page loaded counts as 0 %.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import coverage from 'istanbul-lib-coverage';
import report from 'istanbul-lib-report';
import reports from 'istanbul-reports';
import ts from 'typescript';
import v8ToIstanbul from 'v8-to-istanbul';

const LIMIT = 95;
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SRC = join(ROOT, 'src');
const ELEMENTS = join(ROOT, 'coverage/elements/coverage-final.json');
const JOURNEYS = join(ROOT, 'coverage/journey');
/** Written by Node itself, wherever `NODE_V8_COVERAGE` is set: test:transport, test:wire. */
const NODE = join(ROOT, 'coverage/node');
const MERGED = join(ROOT, 'coverage/merged');

if (!existsSync(ELEMENTS)) {
  console.error('There is no coverage to check; run: npm run test:elements');
  process.exit(1);
}

/** file → Map of line → how often it ran */
const hits = new Map(sourceFiles().map((path) => [path, new Map()]));
add(readJson(ELEMENTS));
for (const entry of journeyEntries()) {
  const istanbul = await toIstanbul(entry);
  add(/\/dist\/(cdn\/|embed\.js)/.test(entry.url) ? onlyBundled(istanbul) : istanbul);
}

for (const entry of nodeEntries()) add(await toIstanbul(entry));

const map = coverage.createCoverageMap();
for (const [path, counts] of hits) {
  const lines = executableLines(path);
  if (lines.length > 0) map.addFileCoverage(fileCoverage(path, lines, counts));
}
printTable();
writeHtml();
const { pct } = map.getCoverageSummary().lines;
if (pct < LIMIT) {
  console.error(`${pct} % of the lines are covered; ${LIMIT} % is the least.`);
  process.exit(1);
}

function sourceFiles() {
  return readdirSync(SRC, { recursive: true })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(SRC, name))
    .sort();
}

function add(istanbul) {
  for (const [path, { statementMap, s }] of Object.entries(istanbul)) {
    const counts = hits.get(path);
    if (!counts) continue;
    for (const [key, { start }] of Object.entries(statementMap)) {
      counts.set(start.line, (counts.get(start.line) ?? 0) + s[key]);
    }
  }
}

/** A minifier moves code between lines, so its bundles only speak for what exists nowhere else. */
function onlyBundled(istanbul) {
  return Object.fromEntries(
    ['embed.ts', 'cdn.ts']
      .map((name) => join(SRC, name))
      .filter((path) => path in istanbul)
      .map((path) => [path, istanbul[path]]),
  );
}

function journeyEntries() {
  if (!existsSync(JOURNEYS)) return [];
  return readdirSync(JOURNEYS)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => readJson(join(JOURNEYS, name)))
    .filter(({ url }) => /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?\/(dist|lib)\//.test(url));
}

function nodeEntries() {
  if (!existsSync(NODE)) return [];
  const dist = pathToFileURL(join(ROOT, 'dist/')).href;
  return readdirSync(NODE)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => readJson(join(NODE, name)).result)
    .filter(({ url }) => url.startsWith(dist) && !url.startsWith(`${dist}testing/`));
}

function servedPath(url) {
  if (url.startsWith('file:')) return fileURLToPath(url);
  return join(ROOT, new URL(url).pathname.replace(/^\/lib\//, '/demo/lib/'));
}

async function toIstanbul({ url, source, functions }) {
  const path = servedPath(url);
  if (!existsSync(`${path}.map`)) return {};
  const converter = v8ToIstanbul(path, 0, {
    // What the browser was served: offsets count there. The dev server rewrites import specifiers
    // within their line, so that lines, which the map goes by, are those of the file.
    source: source ?? readFileSync(path, 'utf8'),
    sourceMap: { sourcemap: readJson(`${path}.map`) },
  });
  await converter.load();
  converter.applyCoverage(functions);
  return converter.toIstanbul();
}

/** The lines on which something that runs begins, ascending. */
function executableLines(path) {
  const source = ts.createSourceFile(
    path,
    readFileSync(path, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const lines = new Set();
  visit(source);
  return [...lines].sort((a, b) => a - b);

  function visit(node) {
    if (isTypeOnly(node)) return;
    if (runs(node)) {
      lines.add(source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1);
    }
    ts.forEachChild(node, visit);
  }
}

function isTypeOnly(node) {
  return (
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeNode(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node) ||
    (ts.canHaveModifiers(node) &&
      ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword))
  );
}

function runs(node) {
  if (ts.isPropertyDeclaration(node)) return node.initializer !== undefined;
  if (ts.isArrowFunction(node.parent ?? node) && node === node.parent?.body) {
    return !ts.isBlock(node);
  }
  return (
    ts.isStatement(node) &&
    !ts.isBlock(node) &&
    !ts.isEmptyStatement(node) &&
    !ts.isFunctionDeclaration(node) &&
    !ts.isClassDeclaration(node)
  );
}

function fileCoverage(path, lines, counts) {
  const text = readFileSync(path, 'utf8').split('\n');
  const statementMap = {};
  const s = {};
  lines.forEach((line, index) => {
    const { length } = text[line - 1];
    const column = length - text[line - 1].trimStart().length;
    statementMap[index] = { start: { line, column }, end: { line, column: length } };
    s[index] = counts.get(line) ?? 0;
  });
  return { path, statementMap, s, fnMap: {}, f: {}, branchMap: {}, b: {} };
}

function printTable() {
  const row = (name, { pct, covered, total }, rest = '') =>
    console.log(
      `${name.padEnd(44)} ${pct.toFixed(1).padStart(6)} % ${`${covered}/${total}`.padStart(11)}  ${rest}`,
    );
  for (const path of map.files()) {
    const file = map.fileCoverageFor(path);
    const name = relative(ROOT, path).split(sep).join('/');
    row(name, file.toSummary().lines, ranges(file.getUncoveredLines().map(Number)));
  }
  row('all', map.getCoverageSummary().lines);
}

/** [3, 4, 5, 9] → "3-5, 9"; lines between two that nothing begins on are not missed. */
function ranges(lines) {
  const runs = [];
  for (const line of lines) {
    const last = runs.at(-1);
    if (last?.[1] === line - 1) last[1] = line;
    else runs.push([line, line]);
  }
  return runs.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join(', ');
}

function writeHtml() {
  rmSync(MERGED, { recursive: true, force: true });
  const context = report.createContext({ dir: MERGED, coverageMap: map });
  reports.create('html').execute(context);
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
