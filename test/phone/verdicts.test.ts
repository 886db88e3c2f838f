import * as phone from '../../src/phone/index.js';
import { checks } from './verdicts.mjs';

describe('numbers, as a browser reads them', () => {
  for (const { name, run } of checks) it(name, () => run(phone));
});
