import type { DialableNumber } from '../callback/index.js';

/** The kinds of numbers, as the numbering plans tell them apart. */
export const numberTypes = [
  'fixed-line',
  'mobile',
  /** Where the two share their ranges, as in North America. */
  'fixed-line-or-mobile',
  'toll-free',
  'premium-rate',
  /** Cost shared between caller and called. */
  'shared-cost',
  'voip',
  /** Follows a person; often at a premium (British 070). */
  'personal',
  'pager',
  /** "Universal access": one number of a company for many places. */
  'uan',
  'voicemail',
] as const;

export type NumberType = (typeof numberTypes)[number];

/** Why a text cannot be a number that somebody could dial. */
export const impossibleReasons = [
  'not-a-number',
  'too-short',
  'too-long',
  /** Neither too short nor too long: the country has numbers shorter and longer than this. */
  'invalid-length',
  /** The code after the plus sign is no country's. */
  'invalid-country',
] as const;

export type ImpossibleReason = (typeof impossibleReasons)[number];

interface Dialable {
  readonly number: DialableNumber;
  /** Without the plus sign. */
  readonly callingCode: string;
  /**
   * ISO 3166-1 alpha-2. Absent for numbers of no country, such as +800, and where an unusual number's
   * digits do not tell which region of a shared code it is.
   */
  readonly region?: string;
}

/** A number of a range that is known to be in use. */
export interface ValidNumber extends Dialable {
  readonly verdict: 'valid';
  readonly type: NumberType;
}

/** It has a possible length, but no range that is known: too new, or mistyped. */
export interface UnusualNumber extends Dialable {
  readonly verdict: 'unusual';
  /** The known numbers that begin most like it: what it would be, and what it might cost. */
  readonly near: readonly Neighbor[];
}

export interface Neighbor {
  /** Absent for a calling code of no country. */
  readonly region?: string;
  readonly type: NumberType;
}

/** Nobody can dial this. */
export interface ImpossibleNumber {
  readonly verdict: 'impossible';
  readonly reason: ImpossibleReason;
}

/** Of a number read in one way. */
export type PlainVerdict = ValidNumber | UnusualNumber | ImpossibleNumber;

/** Why a text must be asked about, although numbers can be read in it. */
export const doubts = [
  /** Digits, letters or signs were typed that are no part of what was read. */
  'not-understood',
  /** Letters stand where digits of their looks belong: O for 0, l for 1. */
  'lookalike',
  /** Letters stand for the digits of their keys (ITU-T E.161): 1-800-FLOWERS. */
  'keypad',
  /** It is written as before the country changed its numbers. */
  'outdated',
  /** It is right in more ways than one. */
  'ambiguous',
  /** It is more than one number. */
  'several',
] as const;

export type Doubt = (typeof doubts)[number];

/** Only whoever typed it can tell which number is meant: none is called without an answer. */
export interface DoubtfulNumber {
  readonly verdict: 'doubtful';
  readonly doubt: Doubt;
  /** What it may mean, the likeliest first; at least one. */
  readonly readings: readonly (ValidNumber | UnusualNumber)[];
}

/** What a text means when it was typed in a region. */
export type NumberVerdict = PlainVerdict | DoubtfulNumber;
