// `npm run check`: what can be said of the code without running it, for the loop while working.
import { runSteps } from './steps.mjs';

await runSteps([['lint', 'check:types', 'check:format', 'check:manifest']]);
