export { caretAfter } from './caret.js';
export { loadPhoneRules } from './load.js';
export {
  PhoneNumbers,
  phoneNumbers,
  readNumber,
  rulesSource,
  type RulesSource,
} from './phone-numbers.js';
export { defaultPolicy, refusalOf, type NumberPolicy, type Refusal } from './policy.js';
export {
  callingCodeOf,
  defaultRegion,
  phoneRegions,
  regionByCallingCode,
  regionsOf,
  type PhoneRegion,
  type RegionHints,
} from './regions.js';
export type { NumberProblem, PhoneRules } from './rules.js';
export {
  impossibleReasons,
  numberTypes,
  type ImpossibleNumber,
  type ImpossibleReason,
  type Neighbor,
  type NumberType,
  type NumberVerdict,
  type UnusualNumber,
  type ValidNumber,
} from './verdict.js';
