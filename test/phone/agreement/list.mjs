// Prints where Google's library and ours disagree now: a line for each text, region and questions.
import { rulesSource } from 'callback-elements/phone.js';
import { disagreements } from './compare.mjs';
import { numberSets } from './sets.mjs';

for (const [name, set] of Object.entries(numberSets())) {
  const [found] = await disagreements(set, rulesSource);
  for (const { region, text, questions } of found) {
    console.log(`${name}: ${region} ${text} ${questions.join(' ')}`);
  }
}
