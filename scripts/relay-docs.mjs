// The table of settings in docs/operations.md is the one that the relay reads.
//   node scripts/relay-docs.mjs             writes it
//   node scripts/relay-docs.mjs --check     is it current?
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';

const PAGE = fileURLToPath(new URL('../docs/operations.md', import.meta.url));

/**
 * A part of a page between `<!-- name -->` and `<!-- /name -->`, made anew.
 * @throws an Error when the page has no such part
 */
function replacePart(page, name, text) {
  const part = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
  if (!part.test(page)) throw new Error(`There is no <!-- ${name} --> in the page.`);
  return page.replace(part, (_, start, end) => `${start}\n${text}\n\n${end}`);
}

/** @param {Readonly<Record<string, readonly import('../server/src/config/options.js').Option[]>>} sections */
function settingsTables(sections) {
  return Object.entries(sections)
    .map(([title, options]) => {
      const rows = options.map(({ name, variable, value, says, usual, secret }) => {
        const flag = secret ? '' : `\`--${value ? `${name} ${value}` : name}\``;
        const cells = [variable ? `\`${variable}\`` : '', flag, says, usual ?? ''];
        return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
      });
      return [
        `**${title}**`,
        '',
        '| variable | flag | says | default |',
        '| --- | --- | --- | --- |',
        ...rows,
      ].join('\n');
    })
    .join('\n\n');
}

/** The page with its generated parts as they must be. */
export async function renewed(page, sections) {
  const text = replacePart(page, 'settings', settingsTables(sections));
  const options = await prettier.resolveConfig(PAGE);
  return prettier.format(text, { ...options, filepath: PAGE });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { sections } = await import('../server/dist/config/options.js');
  const page = readFileSync(PAGE, 'utf8');
  const current = await renewed(page, sections);
  if (!process.argv.includes('--check')) writeFileSync(PAGE, current);
  else if (page !== current) {
    console.error('docs/operations.md is not current: node scripts/relay-docs.mjs');
    process.exitCode = 1;
  }
}
