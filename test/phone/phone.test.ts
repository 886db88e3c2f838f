import { expect } from '@open-wc/testing';
import { getCountries, getCountryCallingCode } from 'libphonenumber-js/max';
import {
  callingCodeOf,
  caretAfter,
  defaultRegion,
  difference,
  editOf,
  phoneRegions,
  regionByCallingCode,
} from '../../src/phone/index.js';

describe('phone', () => {
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

  describe('what is about to be typed', () => {
    const edit = (value: string, inputType: string, start: number, end = start, data = '') =>
      editOf(value, { inputType, data: inputType.startsWith('insert') ? data : null, start, end });

    it('is put where the caret is, in one line', () => {
      expect(edit('2125', 'insertText', 2, 2, '9')).to.deep.equal({ text: '21925', caret: 3 });
      expect(edit('2125', 'insertFromPaste', 1, 3, '0\r\n0')).to.deep.equal({
        text: '20, 05',
        caret: 5,
      });
      expect(edit('', 'insertFromPaste', 0, 0, '212\r\n')).to.deep.equal({ text: '212', caret: 3 });
    });

    it('is deleted with the digit beyond the punctuation', () => {
      expect(edit('(212) 5', 'deleteContentBackward', 6)).to.deep.equal({ text: '(215', caret: 3 });
      expect(edit('(212) 5', 'deleteContentForward', 4)).to.deep.equal({ text: '(212', caret: 4 });
      expect(edit('(212) 5', 'deleteByCut', 1, 4)).to.deep.equal({ text: '() 5', caret: 1 });
      expect(edit('(212) 5', 'deleteByCut', 0, 2)).to.deep.equal({ text: '12 5', caret: 0 });
    });

    it('is deleted by words, which are digits in a row, and by lines', () => {
      expect(edit('(212) 5', 'deleteWordBackward', 5)).to.deep.equal({ text: '( 5', caret: 1 });
      expect(edit('(212) 5', 'deleteWordForward', 4)).to.deep.equal({ text: '(212', caret: 4 });
      expect(edit('+39', 'deleteWordBackward', 3)).to.deep.equal({ text: '+', caret: 1 });
      expect(edit('212 555', 'deleteWordBackward', 2, 5)).to.deep.equal({ text: '2155', caret: 2 });
      for (const line of ['SoftLine', 'HardLine']) {
        expect(edit('212', `delete${line}Backward`, 2)).to.deep.equal({ text: '2', caret: 0 });
        expect(edit('212', `delete${line}Forward`, 2)).to.deep.equal({ text: '21', caret: 2 });
      }
    });

    it('is left to the browser where there is no digit, no number or only a space', () => {
      expect(edit('(212', 'deleteContentBackward', 1)).to.equal(undefined);
      expect(edit('(212)', 'deleteContentForward', 4)).to.equal(undefined);
      expect(edit('(212', 'deleteWordBackward', 1)).to.equal(undefined);
      expect(edit('212', 'deleteSoftLineForward', 3)).to.equal(undefined);
      expect(edit('212', 'deleteByDrag', 1, 2)).to.equal(undefined);
      expect(edit('212 ', 'deleteContentBackward', 4)).to.equal(undefined);
      expect(edit('call 212', 'deleteContentBackward', 3)).to.equal(undefined);
      expect(editOf('212', { inputType: 'insertText', data: null, start: 0, end: 0 })).to.equal(
        undefined,
      );
    });

    it('is told apart by the smallest difference', () => {
      expect(difference('06', '06 6')).to.deep.equal({ start: 2, end: 2, put: ' 6' });
      expect(difference('(212) 5', '(215')).to.deep.equal({ start: 3, end: 6, put: '' });
      expect(difference('11', '111')).to.deep.equal({ start: 2, end: 2, put: '1' });
      expect(difference('', '')).to.deep.equal({ start: 0, end: 0, put: '' });
    });
  });
});
