// What Google's library and ours say of the texts with letters and signs (../texts.mjs). No percentage:
// every disagreement stands in letters.json with its argument. `node letters.mjs` prints them.
import { fileURLToPath } from 'node:url';
import { texts } from '../texts.mjs';
import { theirs } from './compare.mjs';

/** @returns {{ text: string, region: string, google: string, ours: string }[]} */
export function letterDisagreements() {
  return texts
    .filter(({ text }) => /[^\d\s()+./-]/u.test(text))
    .map(({ text, region, expected }) => ({
      text,
      region,
      google: googleSays(theirs(text, region)),
      // texts.test.mjs holds that this is so.
      ours: [expected.doubt ?? expected.verdict, ...expected.numbers.map(bare)].join(' '),
    }))
    .filter(({ google, ours }) => google !== ours);
}

function googleSays({ valid, possible, number }) {
  if (valid) return `valid ${number}`;
  return possible ? `unusual ${number}` : 'impossible';
}

/** Of the extension Google's E.164 says nothing. */
function bare(number) {
  return number.replace(/;ext=.*/, '');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.table(letterDisagreements());
