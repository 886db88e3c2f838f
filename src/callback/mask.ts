import type { PhoneNumber } from './request.js';

/**
 * The lengths of country calling codes (ITU-T E.164, list of assigned codes): one digit in zones 1
 * and 7, two where listed here, three everywhere else.
 */
const callingCode = /^\+([17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})(\d*)$/;

/**
 * A number as its owner recognises it and nobody else learns it: "+39 06 … 34". Of a short number less
 * is shown; of one that was not judged, the last two digits; never an extension.
 */
export function maskNumber(number: PhoneNumber): string {
  const [, code, rest = ''] = ('e164' in number && callingCode.exec(number.e164)) || [];
  const digits = 'e164' in number ? rest : number.raw.replace(/\D/gu, '');
  const tail = digits.length >= 6 ? digits.slice(-2) : '';
  const head = code && digits.length >= 8 ? digits.slice(0, 2) : '';
  return [code && `+${code}`, head, '…', tail].filter(Boolean).join(' ');
}
