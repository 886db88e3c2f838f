// ESLint rule: imports follow the arrows of house.mjs, in the library (src/) and in the relay (server/src/).
import { dirname, join, relative, resolve, sep } from 'node:path';
import { HOUSE, RELAY } from './house.mjs';

const houses = [
  houseOf('src', HOUSE, /^callback-(elements|relay)(\/|$)/),
  houseOf('server/src', RELAY, /^callback-relay(\/|$)/),
];

export const arrows = {
  meta: {
    type: 'problem',
    docs: { description: 'imports follow the arrows of the house' },
    schema: [],
    messages: {
      homeless: 'No row of eslint/house.mjs says what {{file}} may import.',
      outside: '{{home}}/ imports nothing outside itself by path, but {{source}} is.',
      own: 'In {{home}}/ import the files of the library or the relay, not the package ({{source}}).',
      packages: '{{home}}/{{area}} imports no packages, but {{source}} is one.',
      arrow: '{{home}}/{{file}} ({{area}}) must not import {{source}} ({{target}}){{hint}}.',
    },
  },

  create(context) {
    const house = houses.find(({ folder }) => within(folder, context.filename) !== undefined);
    if (!house) return {};
    const { home, rows, closed } = house;
    const file = within(house.folder, context.filename);
    const from = rows.find(({ pattern }) => pattern.test(file));

    const check = (node, source, { types = false, lazy = false } = {}) => {
      if (typeof source !== 'string') return;
      const report = (messageId, data = {}) =>
        context.report({
          node,
          messageId,
          data: { home, file, source, area: from?.area, ...data },
        });

      if (!source.startsWith('.')) {
        if (closed.test(source)) report('own');
        else if (from?.packages) report('packages');
        return;
      }
      const target = within(house.folder, join(dirname(context.filename), source));
      if (target === undefined) return report('outside');
      const to = rows.find(({ pattern }) => pattern.test(target.replace(/\.js$/, '.ts')));
      if (!from || !to) return;
      if (allows(from.imports, to.area)) return;
      if (types && allows(from.types, to.area)) return;
      if (lazy && allows(from.lazy, to.area)) return;
      if (allows(from.imports, 'own folder') && folder(file) === folder(target)) return;
      const hint = allows(from.types, to.area)
        ? ' except for its types'
        : allows(from.lazy, to.area)
          ? ' except by import()'
          : '';
      report('arrow', { target: to.area, hint });
    };

    const onDeclaration = (node) =>
      check(node, node.source?.value, {
        types: (node.importKind ?? node.exportKind) === 'type' || onlyTypes(node.specifiers),
      });
    return {
      Program: (node) => {
        if (!from) context.report({ node, messageId: 'homeless', data: { file } });
      },
      ImportDeclaration: onDeclaration,
      ExportNamedDeclaration: onDeclaration,
      ExportAllDeclaration: onDeclaration,
      ImportExpression: (node) => check(node, node.source.value, { lazy: true }),
      TSImportType: (node) =>
        check(node, (node.source ?? node.argument?.literal)?.value, { types: true }),
    };
  },
};

/** `import { type A, type B }`: every name is a type. */
function onlyTypes(specifiers = []) {
  return (
    specifiers.length > 0 &&
    specifiers.every((specifier) => (specifier.importKind ?? specifier.exportKind) === 'type')
  );
}

function allows(areas, area) {
  return areas === 'any' || (areas ?? []).includes(area);
}

/** @param closed packages that are none here */
function houseOf(home, table, closed) {
  const rows = table.map((row) => ({ ...row, pattern: toPattern(row.path) }));
  return { home, folder: resolve(import.meta.dirname, '..', home), rows, closed };
}

/** The path within a folder with forward slashes, or undefined. */
function within(place, path) {
  const inside = relative(place, path);
  return inside.startsWith('..') ? undefined : inside.split(sep).join('/');
}

/** transport/http/stream.ts → transport/http */
function folder(path) {
  return path.split('/').slice(0, 2).join('/');
}

function toPattern(glob) {
  const source = glob
    .replaceAll('.', '\\.')
    .replace(/\*\*|\*/g, (m) => (m === '*' ? '[^/]+' : '.+'));
  return new RegExp(`^${source}$`);
}
