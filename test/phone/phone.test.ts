import { expect } from '@open-wc/testing';
import { getCountries, getCountryCallingCode } from 'libphonenumber-js/max';
import {
  callingCodeOf,
  caretAfter,
  defaultRegion,
  loadPhoneRules,
  phoneRegions,
  regionByCallingCode,
  type PhoneRules,
} from '../../src/phone/index.js';

describe('phone', () => {
  let rules: PhoneRules;
  before(async () => {
    rules = await loadPhoneRules();
  });

  describe('read', () => {
    const valid: [text: string, region: string, e164: string, extension?: string][] = [
      ['06 6982 0000', 'IT', '+390669820000'],
      ['+39 06 6982 0000', 'US', '+390669820000'],
      ['0039 06 6982 0000', 'IT', '+390669820000'],
      ['0039 06 6982 0000', 'US', '+390669820000'],
      ['011 39 06 6982 0000', 'US', '+390669820000'],
      ['(212) 555-2368', 'US', '+12125552368'],
      ['212.555.2368', 'US', '+12125552368'],
      ['212–555–2368', 'US', '+12125552368'],
      ['+44 (0)20 7946 0958', 'GB', '+442079460958'],
      ['tel:+39-06-6982-0000', 'US', '+390669820000'],
      ['tel:+39%2006%206982%200000', 'US', '+390669820000'],
      ['TEL://+390669820000', 'US', '+390669820000'],
      ['Call me: 06 6982 0000, thanks!', 'IT', '+390669820000'],
      ['٠٦٦٩٨٢٠٠٠٠', 'IT', '+390669820000'],
      ['۰۲۱ ۸۸۷۷ ۶۶۵۵', 'IR', '+982188776655'],
      ['०२२ २७७८ ५५९९', 'IN', '+912227785599'],
      ['＋３９ ０６ ６９８２ ００００', 'US', '+390669820000'],
      ['𝟎𝟔 𝟲𝟫𝟾𝟤 𝟢𝟢𝟢𝟢', 'IT', '+390669820000'],
      ['\u202a+39 06 6982 0000\u202c', 'US', '+390669820000'],
      ['\u00a006\u00a06982\u00a00000', 'IT', '+390669820000'],
      ['212-555-2368 ext. 12', 'US', '+12125552368', '12'],
      ['212-555-2368 x12', 'US', '+12125552368', '12'],
      ['212-555-2368 #12', 'US', '+12125552368', '12'],
      ['tel:+1-212-555-2368;ext=12', 'US', '+12125552368', '12'],
      ['06 6982 0000 interno 12', 'IT', '+390669820000', '12'],
      ['030 901820 Durchwahl 7', 'DE', '+4930901820', '7'],
    ];
    for (const [text, region, e164, extension] of valid) {
      it(`reads ${JSON.stringify(text)} in ${region}`, () => {
        const verdict = rules.read(text, region);
        expect(verdict.verdict).to.equal('valid');
        if (verdict.verdict !== 'valid') return;
        expect(verdict.number).to.deep.equal({ e164, ...(extension ? { extension } : {}) });
      });
    }

    const invalid: [text: string, region: string, problem: string][] = [
      ['', 'IT', 'missing'],
      [' \u200b ', 'IT', 'missing'],
      ['hello', 'IT', 'not-a-number'],
      ['🙂', 'US', 'not-a-number'],
      ['<b>bold</b>', 'US', 'not-a-number'],
      ['1', 'US', 'too-short'],
      ['212 555', 'US', 'too-short'],
      ['+39 06', 'US', 'too-short'],
      ['212 555 2368 99 99', 'US', 'too-long'],
      ['1'.repeat(1000), 'US', 'too-long'],
      ['555 555 5555', 'US', 'invalid'],
      ['+999 1234567', 'US', 'invalid'],
    ];
    for (const [text, region, problem] of invalid) {
      it(`says ${problem} to ${JSON.stringify(text.slice(0, 20))}`, () => {
        expect(rules.read(text, region)).to.deep.equal({ verdict: 'invalid', problem });
      });
    }

    it('knows the region of a number and formats it for people', () => {
      const verdict = rules.read('604 555 0123', 'US');
      expect(verdict).to.include({ verdict: 'valid', region: 'CA' });
      expect(rules.read('06 6982 0000', 'IT')).to.include({ international: '+39 06 6982 0000' });
      expect(rules.read('+800 1234 5678', 'IT')).not.to.have.property('region');
    });
  });

  describe('format', () => {
    it('formats while typing', () => {
      expect(rules.format('2125552368', 'US')).to.equal('(212) 555-2368');
      expect(rules.format('+390669820000', 'US')).to.equal('+39 06 6982 0000');
      expect(rules.format('٠٦٦٩٨٢', 'IT')).to.match(/^06 ?6982$/);
    });

    it('leaves alone what is not a plain number', () => {
      for (const text of ['', 'call 06', '212 555 2368 x', 'Zoë']) {
        expect(rules.format(text, 'US')).to.equal(text);
      }
    });
  });

  it('finds the region of an international number', () => {
    expect(regionByCallingCode('+3906', 'US')).to.equal('IT');
    expect(regionByCallingCode('+1', 'CA')).to.equal('CA');
    expect(regionByCallingCode('+ (1) 604', 'IT')).to.equal('US');
    expect(regionByCallingCode('+', 'US')).to.equal(undefined);
    expect(regionByCallingCode('06', 'US')).to.equal(undefined);
    expect(regionByCallingCode('+800 1234 5678', 'US')).to.equal(undefined);
    expect(regionByCallingCode('+44 20', 'JE')).to.equal('JE');
    expect(regionByCallingCode('+44 20', 'US')).to.equal('GB');
  });

  it('keeps the caret behind the same digit', () => {
    expect(caretAfter('2125552', 7, '(212) 555-2')).to.equal(11);
    expect(caretAfter('21255', 2, '(212) 55')).to.equal(3);
    expect(caretAfter('212', 0, '(212)')).to.equal(0);
    expect(caretAfter('212x', 3, '21')).to.equal(2);
  });

  it('lists every region with its calling code', () => {
    expect(phoneRegions.map(({ region }) => region).sort()).to.deep.equal(
      [...getCountries()].sort() as string[],
    );
    for (const region of getCountries()) {
      expect(callingCodeOf(region)).to.equal(getCountryCallingCode(region));
    }
    expect(callingCodeOf('ZZ')).to.equal(undefined);
  });

  it('chooses the region to begin with', () => {
    expect(defaultRegion({ region: 'it' })).to.equal('IT');
    expect(defaultRegion({ region: 'ZZ', language: 'de-AT' })).to.equal('AT');
    expect(defaultRegion({ language: 'en', languages: ['en', 'fr-CA'] })).to.equal('CA');
    expect(defaultRegion({ language: 'it', languages: ['it'] })).to.equal('IT');
    expect(defaultRegion({ language: 'en', languages: ['en'] })).to.equal('US');
    expect(defaultRegion({ language: 'not a tag', languages: ['x'] })).to.equal('US');
    expect(defaultRegion({ language: 'pt_BR' })).to.equal('BR');
    expect(defaultRegion({})).to.equal('US');
  });

  it('loads the rules once', () => {
    expect(loadPhoneRules()).to.equal(loadPhoneRules());
  });
});
