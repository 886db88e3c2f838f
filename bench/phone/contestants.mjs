// What each library does at a key: the text formatted, and whether it is a valid number.
// Runs in Node and, bundled, in a browser.
import utils from 'intl-tel-input/utils';
import { AsYouType, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { PhoneNumbers } from '../../dist/phone/index.js';

export const contestants = {
  'callback-elements': () => {
    const numbers = new PhoneNumbers();
    return {
      prepare: (text, region) => numbers.load(text, region),
      format: (text, region) => numbers.format(text, region),
      isValid: (text, region) => numbers.read(text, region).verdict === 'valid',
    };
  },
  'libphonenumber-js/max': () => ({
    prepare: async () => {},
    format: (text, region) => new AsYouType(region).input(text),
    isValid: (text, region) => parsePhoneNumberFromString(text, region)?.isValid() ?? false,
  }),
  'intl-tel-input utils': () => intlTelInput('isValidNumberPrecise'),
  /** What its default asks: any number of a possible length is "valid". */
  'intl-tel-input utils, length only': () => intlTelInput('isValidNumber'),
};

function intlTelInput(method) {
  return {
    prepare: async () => {},
    format: (text, region) => utils.formatNumberAsYouType(text, region.toLowerCase()),
    isValid: (text, region) => utils[method](text, region.toLowerCase()),
  };
}
