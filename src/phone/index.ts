export { caretAfter } from './clean.js';
export { loadPhoneRules } from './load.js';
export {
  callingCodeOf,
  defaultRegion,
  phoneRegions,
  regionByCallingCode,
  type PhoneRegion,
  type RegionHints,
} from './regions.js';
export type { NumberProblem, NumberVerdict, PhoneRules } from './rules.js';
