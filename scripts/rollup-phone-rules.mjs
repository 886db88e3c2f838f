// Rollup plugins for the number rules: data in many small modules, and a library with more than we use.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

const TABLE = /[\\/]phone[\\/]rules[\\/]parts\.js$/;
const ENGINE = /[\\/]phone[\\/](engine|interpreter[\\/]index)\.[jt]s$/;

/**
 * For a bundle that is served as it is: the parts are copied beside it, into a folder named after
 * their content, and their paths are computed. A list of 215 hashed names would cost more than the
 * rules of most countries.
 *
 * What failed to load is asked for at another address as well: until 2026 browsers remembered a failed
 * import() as long as the page lived (https://github.com/whatwg/html/issues/6768).
 */
export function servedPhoneRules() {
  const again = "(path => import(path).catch(() => import(path + '?' + Date.now())))";
  return {
    name: 'served-phone-rules',
    load(id) {
      if (!TABLE.test(id)) return null;
      const parts = readParts(dirname(id));
      const hash = createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
      const folder = `rules-${hash.slice(0, 8)}`;
      for (const [code, source] of parts) {
        this.emitFile({ type: 'asset', fileName: `${folder}/${code}.js`, source });
      }
      return `export const importPart = (code) => import('./${folder}/' + code + '.js');`;
    },
    renderDynamicImport({ moduleId, targetModuleId }) {
      if (!TABLE.test(moduleId) && !ENGINE.test(targetModuleId ?? '')) return null;
      return { left: `${again}(`, right: ')' };
    },
  };
}

/**
 * For a bundle that is served as it is: leaves out how libphonenumber-js's PhoneNumber formats itself.
 * Nothing here asks it to (numbers are formatted by AsYouType), and a bundler cannot shake off the
 * method of a class. Can go when the library offers parsing apart from it.
 */
export function withoutNumberFormat() {
  const statement = /^import formatNumber from '\.\/format\.js';$/m;
  return {
    name: 'without-number-format',
    transform(code, id) {
      if (!/[\\/]libphonenumber-js[\\/]es6-modern[\\/]PhoneNumber\.js$/.test(id)) return null;
      if (!statement.test(code)) this.error('PhoneNumber.js no longer imports format.js.');
      return { code: code.replace(statement, 'const formatNumber = undefined;'), map: null };
    },
  };
}

/** For the library: generated data has no source that a map could show. */
export function noMapsOfPhoneRules() {
  return {
    name: 'no-maps-of-phone-rules',
    generateBundle(_, bundle) {
      for (const [name, file] of Object.entries(bundle)) {
        if (!name.startsWith('phone/rules/')) continue;
        if (name.endsWith('.map')) delete bundle[name];
        else file.code = file.code.replace(/\/\/# sourceMappingURL=.*\n?$/, '');
      }
    },
  };
}

/** @returns {[string, string][]} calling code and minified module of each part, in order */
function readParts(folder) {
  return readdirSync(folder)
    .map((name) => /^(\d+)\.js$/.exec(name)?.[1])
    .filter(Boolean)
    .sort()
    .map((code) => [code, minified(readFileSync(join(folder, `${code}.js`), 'utf8'))]);
}

/** The modules are JSON with a head and `export default` before it, or rollup's writing of that. */
function minified(text) {
  const json = text.slice(text.indexOf('{'), text.lastIndexOf('\n};') + 2);
  return `export default${JSON.stringify(JSON.parse(json))}`;
}
