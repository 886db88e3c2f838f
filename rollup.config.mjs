// Four builds from one source:
//   dist/        unbundled modules with types, for npm: the application bundles them, `lit` is shared
//   dist/cdn/    everything bundled and minified, split into what the page loads first and on intent
//                widget.js is the visitor's, call-desk.js the agent's; they share no file, so that neither
//                changes what a page of the other loads
//   dist/embed.js  the classic script of the script tag; it imports ./cdn/widget.js at run time
//   demo/lib/    what the demo's own pages import: the library and Lit in a few files, not in 190
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import typescript from '@rollup/plugin-typescript';
import ts from 'typescript';
import {
  noMapsOfPhoneRules,
  servedPhoneRules,
  withoutNumberFormat,
} from './scripts/rollup-phone-rules.mjs';

const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const isPackage = (id) => Object.keys(dependencies).some((d) => id === d || id.startsWith(`${d}/`));

const entries = [
  'src/index.ts',
  ...elements(),
  ...['agent-events', 'visitor-events', 'transport-context'].map(
    (name) => `src/elements/shared/${name}.ts`,
  ),
  ...modulesIn('src/define'),
  'src/transport/transport.ts',
  'src/transport/clock.ts',
  'src/transport/stream.ts',
  'src/transport/loopback/index.ts',
  'src/transport/http/index.ts',
  'src/call/index.ts',
  'src/callback/index.ts',
  'src/desk/index.ts',
  'src/phone/index.ts',
  'src/challenge/index.ts',
  ...modulesIn('src/messages'),
  'src/testing/index.ts',
].filter((path) => existsSync(path));

const minify = (options) => terser({ ecma: 2022, compress: { passes: 2 }, ...options });

const library = {
  input: inputs(entries),
  external: isPackage,
  output: {
    dir: 'dist',
    format: 'es',
    preserveModules: true,
    preserveModulesRoot: 'src',
    sourcemap: true,
  },
  plugins: [
    typescript({ tsconfig: 'tsconfig.build.json', noEmitOnError: true }),
    noMapsOfPhoneRules(),
  ],
};

const cdn = [{ widget: 'src/cdn.ts' }, { 'call-desk': 'src/cdn-desk.ts' }].map((input) => ({
  input,
  output: {
    dir: 'dist/cdn',
    format: 'es',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    sourcemap: true,
  },
  plugins: [
    servedPhoneRules(),
    withoutNumberFormat(),
    transpile(),
    nodeResolve({ browser: true }),
    minify({ module: true }),
  ],
}));

const demo = {
  input: inputs([
    'src/index.ts',
    'src/call/index.ts',
    'src/callback/index.ts',
    'src/messages/it.ts',
    'src/testing/index.ts',
    'src/transport/http/index.ts',
    'src/transport/loopback/index.ts',
  ]),
  output: {
    dir: 'demo/lib',
    format: 'es',
    chunkFileNames: '[name]-[hash].js',
    sourcemap: true,
  },
  plugins: [
    servedPhoneRules(),
    transpile(),
    nodeResolve({ browser: true, exportConditions: ['production'] }),
  ],
};

const embed = {
  input: 'src/embed.ts',
  output: { file: 'dist/embed.js', format: 'iife', sourcemap: true },
  plugins: [transpile(), nodeResolve({ browser: true }), minify()],
};

for (const built of ['dist', 'demo/lib']) rmSync(built, { recursive: true, force: true });

export default [...(entries.length > 0 ? [library] : []), ...cdn, embed, demo].map((build) => ({
  ...build,
  onwarn: fail,
}));

/** The name of each built file, without its ending → its source. */
function inputs(paths) {
  return Object.fromEntries(paths.map((path) => [path.slice('src/'.length, -'.ts'.length), path]));
}

/** Each element's own module: the one named as its folder is. */
function elements() {
  return readdirSync('src/elements')
    .map((name) => `src/elements/${name}/${name}.ts`)
    .filter((path) => existsSync(path));
}

/** The .ts modules directly in a folder. */
function modulesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name));
}

/** A warning is an error nobody has met yet; a module of types alone is empty, as it should be. */
function fail(warning) {
  if (warning.code === 'EMPTY_BUNDLE') return;
  throw Object.assign(new Error(warning.message), warning);
}

/** TypeScript without the type check, which the library build and check:types do: twice as fast. */
function transpile() {
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, '.');
  const compilerOptions = {
    ...options,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    noEmit: false,
    sourceMap: true,
    inlineSources: true,
  };
  return {
    name: 'transpile',
    resolveId(source, importer) {
      if (!source.startsWith('.') || !importer?.endsWith('.ts')) return null;
      const path = join(importer, '..', source.replace(/\.js$/, '.ts'));
      return existsSync(path) ? path : null;
    },
    transform(code, id) {
      if (!id.endsWith('.ts')) return null;
      const { outputText, sourceMapText } = ts.transpileModule(code, {
        fileName: id,
        compilerOptions,
      });
      return {
        code: outputText.replace(/\n\/\/# sourceMappingURL=.*$/, ''),
        map: JSON.parse(sourceMapText),
      };
    },
  };
}
