/** How a country's numbers were dialled before, and what became of them. */
interface Change {
  /** Matches the digits after the calling code, or as they are dialled inside the country. */
  readonly was: RegExp;
  /** The national number of today, as `String.replace` takes it. */
  readonly is: string;
}

/** By calling code. What comes of it is offered only where it is a valid number. */
const changes: Readonly<Record<string, readonly Change[]>> = {
  // Mexico, 3 August 2019: ten digits from everywhere; 01, 044, 045 and, from abroad, 1 before mobile
  // numbers went (Instituto Federal de Telecomunicaciones, Diario Oficial of 11 May 2018).
  52: [{ was: /^(?:01|04[45]|1)(\d{10})$/, is: '$1' }],
  // Argentina: mobile numbers have 15 before the subscriber's number inside the country, and 9 before the
  // area code from abroad; many write both (https://github.com/google/libphonenumber/blob/master/FAQ.md).
  54: [
    { was: /^0?9?(11)15(\d{8})$/, is: '9$1$2' },
    { was: /^0?9?([23]\d\d)15(\d{7})$/, is: '9$1$2' },
    { was: /^0?9?([23]\d{3})15(\d{6})$/, is: '9$1$2' },
  ],
  // Brazil, 2012 to 6 November 2016, state by state: 9 before mobile numbers (Anatel, resolution 553).
  55: [{ was: /^0?([1-9]\d)([6-9]\d{7})$/, is: '$19$2' }],
  // Ivory Coast, 31 January 2021: two digits of the operator before the old eight (ARTCI; ITU
  // Operational Bulletin 1201). The second of mobile numbers and the third of fixed ones told it.
  225: [
    { was: /^([04-8][0-3]\d{6})$/, is: '01$1' },
    { was: /^([04-8][4-6]\d{6})$/, is: '05$1' },
    { was: /^([04-8][7-9]\d{6})$/, is: '07$1' },
    { was: /^(2\d8\d{5})$/, is: '21$1' },
    { was: /^([23]\d0\d{5})$/, is: '25$1' },
    { was: /^([23]\d[1-9]\d{5})$/, is: '27$1' },
  ],
  // Benin, 30 November 2024: 01 before all (ARCEP Bénin).
  229: [{ was: /^(\d{8})$/, is: '01$1' }],
};

/** What outdated digits of a country are today, as national numbers. */
export function updated(digits: string, code: string): readonly string[] {
  return (changes[code] ?? []).flatMap(({ was, is }) =>
    was.test(digits) ? [digits.replace(was, is)] : [],
  );
}
