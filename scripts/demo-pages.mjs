// What the demo's server writes into its pages, as the server of a real site would.

/** Stands in the pages' files. */
const WRITTEN = 'http://127.0.0.1:8080';
const PAGES = /(href|src)="(\/(?:desk\.html|phone\.html|all\.html)?)"/g;

/**
 * @param {string} html
 * @param {{ relay?: string, desk?: string }} options `relay`: its address; absent: everything stays in the
 *   browser. `desk`: one of several, by its name
 */
export function writePage(html, { relay, desk }) {
  const script = relay
    ? `src="${relay}/embed.js"${desk ? ` data-endpoint="${relay}/${desk}"` : ''}`
    : `src="/dist/embed.js" data-endpoint="loopback:${desk ?? ''}"`;
  const page = html.replace(`src="${WRITTEN}/embed.js"`, script).replaceAll(WRITTEN, relay ?? '');
  return desk ? page.replace(PAGES, `$1="$2?desk=${desk}"`) : page;
}
