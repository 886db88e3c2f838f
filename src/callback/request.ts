import { CallbackError } from './error.js';
import { nameProblem, type NameProblem } from './name.js';

/** A number that was judged in the browser: E.164 (`+` and at most 15 digits), extension apart. */
export interface DialableNumber {
  readonly e164: string;
  /** Digits to dial after the answer. */
  readonly extension?: string;
}

/**
 * A number that could not be judged in the browser (its rules did not load). The backend judges it;
 * nobody dials it as it is.
 */
export interface RawNumber {
  /** As typed. At most 64 characters. */
  readonly raw: string;
  /** ISO 3166-1 alpha-2, upper case. */
  readonly region: string;
}

export type PhoneNumber = DialableNumber | RawNumber;

/** Whether a number was judged, and may be dialled. */
export function isDialable(number: PhoneNumber): number is DialableNumber {
  return 'e164' in number;
}

/** The consent text that the visitor ticked, kept with the request as evidence. */
export interface Consent {
  /** As it read when it was ticked. At most `maxConsentLength` UTF-16 units. */
  readonly text: string;
  /** The site's own name of this text's version. */
  readonly version?: string;
  /** When it was ticked, milliseconds since the epoch. */
  readonly at: number;
}

/** The page that the visitor asked from. Caps: `pageLimits`. */
export interface RequestPage {
  /** Origin and path. The form leaves query and fragment out: they may hold tokens and addresses. */
  readonly url: string;
  readonly title: string;
}

/** What a visitor sends. */
export interface CallbackRequest {
  /** Cleaned (see `cleanName`), 1 to 100 code points. */
  readonly name: string;
  readonly number: PhoneNumber;
  /** ISO 3166-1 alpha-2 of the number, where known. */
  readonly region?: string;
  /** BCP 47 tag of the page's language. */
  readonly language?: string;
  readonly page?: RequestPage;
  readonly consent?: Consent;
  /**
   * Call at this time or soon after it, and not before: milliseconds since the epoch. Absent: as soon
   * as possible. A time that has passed means the same.
   */
  readonly notBefore?: number;
  /** The site's own fields: strings by field name, see `contextLimits`. */
  readonly context?: Readonly<Record<string, string>>;
}

/** Caps on the site's own fields. Lengths are UTF-16 units. */
export const contextLimits = {
  fields: 20,
  nameLength: 64,
  valueLength: 1000,
} as const;

/** Caps on what is told of the page, in UTF-16 units. The form cuts what is longer. */
export const pageLimits = { urlLength: 2000, titleLength: 300 } as const;

/** Cap on a consent text, in UTF-16 units. The form refuses a longer one: evidence is never cut. */
export const maxConsentLength = 5000;

export type RequestProblem =
  | NameProblem
  | 'number-invalid'
  | 'time-invalid'
  | 'context-too-many'
  | 'context-name-too-long'
  | 'context-value-too-long'
  | 'page-too-long'
  | 'consent-too-long';

/** What is wrong with the site's own fields, or undefined. */
export function contextProblem(
  context: Readonly<Record<string, string>>,
): { problem: RequestProblem; field?: string } | undefined {
  const entries = Object.entries(context);
  if (entries.length > contextLimits.fields) return { problem: 'context-too-many' };
  for (const [field, value] of entries) {
    if (field.length > contextLimits.nameLength) return { problem: 'context-name-too-long', field };
    if (value.length > contextLimits.valueLength) {
      return { problem: 'context-value-too-long', field };
    }
  }
  return undefined;
}

const e164 = /^\+[1-9]\d{1,14}$/;

/** Whether a number has the shape of one. */
export function numberIsWellFormed(number: PhoneNumber): boolean {
  if ('e164' in number) {
    return e164.test(number.e164) && /^\d{0,20}$/.test(number.extension ?? '');
  }
  return number.raw.trim() !== '' && number.raw.length <= 64 && /^[A-Z]{2}$/.test(number.region);
}

/** The largest time that a `Date` can hold (ECMA-262, section 21.4.1.1). */
const lastTime = 8.64e15;

/** Whether a time can be kept: whole milliseconds since the epoch. */
export function timeIsWellFormed(time: number): boolean {
  return Number.isInteger(time) && time >= 0 && time <= lastTime;
}

function pageProblem({ url, title }: RequestPage): RequestProblem | undefined {
  const fits = url.length <= pageLimits.urlLength && title.length <= pageLimits.titleLength;
  return fits ? undefined : 'page-too-long';
}

function consentProblem({ text }: Consent): RequestProblem | undefined {
  return text.length > maxConsentLength ? 'consent-too-long' : undefined;
}

/** What is wrong with a request, or undefined. Shape only: whether a number exists is `phone`'s. */
export function requestProblem(request: CallbackRequest): RequestProblem | undefined {
  return (
    nameProblem(request.name) ??
    (numberIsWellFormed(request.number) ? undefined : 'number-invalid') ??
    (request.notBefore === undefined || timeIsWellFormed(request.notBefore)
      ? undefined
      : 'time-invalid') ??
    contextProblem(request.context ?? {})?.problem ??
    (request.page && pageProblem(request.page)) ??
    (request.consent && consentProblem(request.consent))
  );
}

/**
 * For transports and backends: refuses a request that the form would not have sent.
 * @throws {CallbackError} with the `RequestProblem` as code, not retryable.
 */
export function assertRequest(request: CallbackRequest): void {
  const problem = requestProblem(request);
  if (problem) {
    throw new CallbackError(problem, `The request is malformed: ${problem}.`);
  }
}
