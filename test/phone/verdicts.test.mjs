import { describe, it } from 'node:test';
import * as phone from 'callback-elements/phone.js';
import { checks } from './verdicts.mjs';

describe('numbers, as a server reads them', () => {
  for (const { name, run } of checks) it(name, () => run(phone));
});
