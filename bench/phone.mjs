// `npm run bench:phone`: a key in a number field, against peers. Needs dist/ (npm run build).
//   in Node:      format + verdict at each key, all three in turn, in the same run
//   in Chromium:  format + verdict + what the browser does to show them, with the CPU slowed six times
import './install.mjs';

const { inNode } = await import('./phone/in-node.mjs');
const { inBrowser } = await import('./phone/in-browser.mjs');

console.log('Node: format + verdict, µs a key (median of rounds), and how often ours fits into it');
console.table(await inNode());
console.log('Chromium, CPU 6× slower: format + verdict + render, ms a key');
console.table(await inBrowser());
