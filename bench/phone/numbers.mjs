// Every region's example of a mobile number, typed as people do: nationally and with the plus sign.
import examples from 'libphonenumber-js/mobile/examples';
import { getCountries, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** @type {[text: string, region: string][]} */
export const numbers = getCountries().flatMap((region) => {
  const number = parsePhoneNumberFromString(examples[region], region);
  return [
    [number.formatNational().replace(/\D/g, ''), region],
    [number.number, region],
  ];
});
