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
  const endpoint = relay ? [relay, desk].filter(Boolean).join('/') : `loopback:${desk ?? ''}`;
  const script = relay ? `src="${relay}/embed.js"` : 'src="/dist/embed.js"';
  // Where the script comes from is its endpoint: what is said beside it is what is different.
  const tag = endpoint === relay ? script : `${script} data-endpoint="${endpoint}"`;
  const page = html
    .replace(`src="${WRITTEN}/embed.js"`, tag)
    .replace(`name="endpoint" content="${WRITTEN}"`, `name="endpoint" content="${endpoint}"`)
    .replaceAll(WRITTEN, relay ?? '');
  return desk ? page.replace(PAGES, `$1="$2?desk=${desk}"`) : page;
}
