// `npm run bench:phone`: a key in a number field, against peers. Needs dist/ (npm run build).
//   in Node:      format + verdict at each key, all three in turn, in the same run
//   in Chromium:  format + verdict + render of the whole form's field, beside a field that does nothing
import './install.mjs';

const { inNode } = await import('./phone/in-node.mjs');
const { inBrowser } = await import('./phone/in-browser.mjs');

console.log('Node: format + verdict, µs a key (median of rounds), and how often ours fits into it');
console.table(await inNode());
console.log(`Chromium: a key in the field until it is formatted, judged and laid out; ms with the CPU 6× slower,
and in brackets how often ours fits into it. "processor": without what else this machine does.`);
console.table(await inBrowser());
