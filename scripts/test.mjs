// `npm test`: every check in order, stopping at the first that fails.
import { rmSync } from 'node:fs';
import { runSteps } from './steps.mjs';

// Counts of an earlier run would be added to those of this one.
rmSync('coverage', { recursive: true, force: true });

await runSteps([
  ['ensure-browser'],
  ['build', 'lint', 'check:format', 'check:types', 'check:manifest'],
  [
    'test:wire',
    'test:numbers',
    'test:desk',
    'test:transport',
    'test:tools',
    'check:package',
    'check:size',
  ],
  ['test:elements'],
  ['test:journey'],
  ['check:coverage'],
]);
