import type { RulesPart } from '../rules-part.js';

/** Loads the rules of a calling code. */
export declare function importPart(callingCode: string): Promise<{ readonly default: RulesPart }>;
