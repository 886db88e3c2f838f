export { caretAfter } from './caret.js';
export { cleanNumber, isPlainNumber } from './clean.js';
export { difference, editOf, formattedEdit, type Edit, type Intent } from './edit.js';
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
  leadingCode,
  phoneRegions,
  regionByCallingCode,
  regionsOf,
  type PhoneRegion,
  type RegionHints,
} from './regions.js';
export {
  doubts,
  impossibleReasons,
  numberTypes,
  type Doubt,
  type DoubtfulNumber,
  type ImpossibleNumber,
  type ImpossibleReason,
  type Neighbor,
  type NumberType,
  type NumberVerdict,
  type UnusualNumber,
  type ValidNumber,
} from './verdict.js';
