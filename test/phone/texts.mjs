// What people type, paste or have filled into phone fields, mostly from public bug reports, and what
// has to become of it: nothing that was typed is dropped or changed without a question.
// texts.test.mjs asks the library, test/elements/number-questions.test.ts the form: one table for both.

/** @param {string} number in E.164, `;ext=` before an extension */
const valid = (number) => ({ verdict: 'valid', numbers: [number] });
const unusual = (number) => ({ verdict: 'unusual', numbers: [number] });
/** The question, and the numbers that are offered for an answer, the likeliest first. */
const asks = (doubt, ...numbers) => ({ verdict: 'doubtful', doubt, numbers });
const impossible = (reason) => ({ verdict: 'impossible', reason, numbers: [] });
/** The same where the default policy calls none of the numbers. */
const refused = (refusal, expected) => ({ ...expected, refusal });

const google = (issue) => `github.com/google/libphonenumber/issues/${issue}`;
const php = (issue) => `github.com/giggsey/libphonenumber-for-php/issues/${issue}`;
const js = (issue) => `github.com/catamphetamine/libphonenumber-js/issues/${issue}`;
const iti = (issue) => `github.com/jackocnr/intl-tel-input/issues/${issue}`;

/** [text, region it is typed in, what it has to be, where it was reported; absent for our own] */
const kinds = {
  'letters that look like digits': [
    ['333 12 3456O', 'IT', asks('lookalike', '+393331234560')],
    ['+39 O6 6982 OOOO', 'US', asks('lookalike', '+390669820000')],
    ['O2O 7946 OO18', 'GB', asks('lookalike', '+442079460018')],
    ['(2l2) 555-2368', 'US', asks('lookalike', '+12125552368')],
    ['+39 347 I23 4567', 'IT', asks('lookalike', '+393471234567')],
    ['212-55S-2368', 'US', asks('lookalike', '+12125552368')],
    // Cyrillic and Greek have an O as well.
    ['333 12 3456О', 'IT', asks('lookalike', '+393331234560')],
    ['333 12 3456Ο', 'IT', asks('lookalike', '+393331234560')],
    // As a digit it would be one too many.
    ['+41799425s028', 'CH', asks('not-understood', '+41799425028'), php(95)],
  ],

  'letters and signs that are no digits': [
    ['+41791111111s', 'CH', asks('not-understood', '+41791111111'), 'github.com/Propaganistas/Laravel-Phone/issues/273'], // prettier-ignore
    ['6059a7951', 'MD', asks('not-understood', '+37360597951'), php(470)],
    ['a123321312321', 'DE', asks('not-understood', '+49123321312321'), js(416)],
    ['+4072d3800439', 'RO', asks('not-understood', '+40723800439'), google(1798)],
    ['a53055a51212a', 'US', asks('not-understood', '+15305551212'), google(1199)],
    ['070 123 45 67 (Axel)', 'SE', asks('not-understood', '+46701234567'), google(1302)],
    ['+32 475 qsdfqs', 'BE', asks('keypad', '+32475773377'), google(2092)],
    ['+687 201234 or as phone number', 'NC', asks('not-understood', '+687201234'), google(1199)],
    ['347 123 4567 Mario', 'IT', asks('not-understood', '+393471234567')],
    ['347 123 4567 🙂', 'IT', asks('not-understood', '+393471234567')],
    ['*31#347 123 4567', 'IT', asks('not-understood', '+393471234567')],
    ['$212 555 2368', 'US', asks('not-understood', '+12125552368')],
    ['½347 123 4567', 'IT', asks('not-understood', '+393471234567')],
    ['1234567899851👍', 'US', impossible('too-long'), 'github.com/rishirajsrashtasoft-cmd/testing/issues/23'], // prettier-ignore
    ['+33 6 6X XX XX 83', 'FR', impossible('too-short'), php(739)],
    ['tel:%E0%A4%A+393471234567', 'US', asks('not-understood', '+393471234567')],
    ['room 12, call 0039 347 123 4567 after 5', 'US', asks('not-understood', '+393471234567')],
    ['from 9 to 5: +39 (0) 347 123 4567', 'US', asks('not-understood', '+393471234567')],
  ],

  'letters of the keypad': [
    ['1-800-FLOWERS', 'US', asks('keypad', '+18003569377')],
    ['0800 FLOWERS', 'GB', asks('keypad', '+448003569377')],
    ['1300 FLOWER', 'AU', refused('shared-cost-refused', asks('keypad', '+611300356937'))],
    ['800-44-STERN', 'US', asks('keypad', '+18004478376'), 'github.com/daddyz/phonelib/issues/102'],
    ['+1510ABC-DEFG', 'US', asks('keypad', '+15102223334'), php(595)],
    ['+917878787xyz', 'IN', asks('keypad', '+917878787999'), 'github.com/daviddrysdale/python-phonenumbers/issues/114'], // prettier-ignore
    ['+40721eeasd0', 'RO', asks('keypad', '+40721332730'), google(1798)],
    ['055fff5088', 'AE', asks('keypad', '+971553335088'), iti(1366)],
    // North America dials ten digits, whatever is spelled after them.
    ['1-800-MATTRESS', 'US', asks('keypad', '+18006288737')],
    ['call 1-800-flowers now', 'US', asks('keypad', '+18003569377')],
    ['1-800-FLOWERS x12', 'US', asks('keypad', '+18003569377;ext=12')],
    ['1-900-FLOWERS', 'US', refused('premium-rate-refused', asks('keypad', '+19003569377'))],
  ],

  'words around a number': [
    ['+1 (US) 415 555 2671', 'IT', valid('+14155552671')],
    ['(US) +1 415 555 2671', 'IT', valid('+14155552671')],
    ['USA: 001 415 555 2671', 'IT', valid('+14155552671')],
    ['+44 (UK) 20 7946 0018', 'IT', valid('+442079460018')],
    ['🇮🇹 +39 347 123 4567', 'US', valid('+393471234567')],
    // Countries whose codes are words as well.
    ['🇮🇹 347 123 4567', 'DE', asks('not-understood', '+393471234567', '+493471234567')],
    ['IT 06 6982 0000', 'DE', asks('not-understood', '+390669820000', '+49669820000')],
    ['06 6982 0000 (IT)', 'DE', asks('not-understood', '+390669820000', '+49669820000')],
    ['🇮🇹 02 1234 5678', 'FR', asks('not-understood', '+390212345678', '+33212345678')],
    ['🇳🇴 22 12 34 56', 'DK', asks('not-understood', '+4722123456', '+4522123456')],
    ['(NO) 22 12 34 56', 'DK', asks('not-understood', '+4722123456', '+4522123456')],
    ['🇦🇹 0664 1234567', 'DE', asks('not-understood', '+436641234567', '+496641234567')],
    ['AT 0664 1234567', 'DE', asks('not-understood', '+436641234567', '+496641234567')],
    ['cell. IT 06 6982 0000', 'DE', asks('not-understood', '+390669820000', '+49669820000')],
    ['0049 30 901820 IT 🇩🇪', 'IT', asks('not-understood', '+4930901820')],
    ['IT +39 06 6982 0000', 'DE', valid('+390669820000')],
    ['CALL ME ON 030 901820', 'DE', valid('+4930901820')],
    ['(US) 415 555 2671', 'IT', asks('not-understood', '+14155552671')],
    ['+1 (IT) 415 555 2671', 'US', asks('not-understood', '+14155552671')],
    ['Tel.: 06 6982 0000', 'IT', valid('+390669820000')],
    ['tel: +39 347 123 4567 (mobile)', 'US', valid('+393471234567')],
    ['Téléphone : 01 42 68 53 00', 'FR', valid('+33142685300')],
    ['M: 347 123 4567', 'IT', valid('+393471234567')],
    ['☎ 030 901820', 'DE', valid('+4930901820')],
    ['WhatsApp +39 347 123 4567', 'US', valid('+393471234567')],
    ['"+39 347 123 4567"', 'US', valid('+393471234567')],
    ['call me on 347 123 4567', 'IT', valid('+393471234567')],
    ['fax 06 6982 0000', 'IT', asks('not-understood', '+390669820000')],
    ['not 347 123 4567', 'IT', asks('not-understood', '+393471234567')],
  ],

  'the own calling code without its plus sign': [
    ['4915112345678', 'DE', asks('ambiguous', '+4915112345678', '+494915112345678')],
    ['491725555555', 'DE', asks('ambiguous', '+491725555555', '+49491725555555'), 'github.com/catamphetamine/react-phone-number-input/pull/84'], // prettier-ignore
    ['496128966000', 'DE', asks('ambiguous', '+496128966000', '+49496128966000'), google(750)],
    ['493030808459', 'DE', valid('+493030808459'), google(1941)],
    ['491716783154', 'DE', asks('ambiguous', '+491716783154', '+49491716783154'), google(705)],
    ['491622897306', 'DE', asks('ambiguous', '+491622897306', '+49491622897306'), google(1374)],
    ['491773333333', 'DE', asks('ambiguous', '+491773333333', '+49491773333333'), 'github.com/grantila/awesome-phonenumber/issues/101'], // prettier-ignore
    ['49(0)345279580', 'DE', asks('ambiguous', '+49345279580', '+49490345279580'), google(1067)],
    ['498990990000', 'DE', valid('+498990990000'), google(750)],
    ['33612345678', 'FR', valid('+33612345678')],
    ['447717512961', 'GB', valid('+447717512961'), google(1374)],
    ['393471234567', 'IT', valid('+393471234567')],
    ['525614640692', 'MX', valid('+525614640692'), php(334)],
  ],

  'a calling code too many': [
    ['+7+78639222222', 'RU', asks('not-understood', '+78639222222'), iti(823)],
    ['264+12642351234', 'AI', asks('not-understood', '+12642351234'), iti(529)],
    ['1+12025551234', 'US', asks('not-understood', '+12025551234'), 'github.com/code-payments/code-android-app/pull/896'], // prettier-ignore
    ['+39 39 347 123 4567', 'IT', asks('not-understood', '+393471234567', '+39393471234567')],
    ['+39 0039 347 123 4567', 'IT', asks('not-understood', '+393471234567')],
    ['+39 +39 347 123 4567', 'US', asks('not-understood', '+393471234567')],
    ['+0039 347 123 4567', 'US', valid('+393471234567')],
    ['++39 347 123 4567', 'US', valid('+393471234567'), 'github.com/confusedbuffalo/phone-report/pull/58'], // prettier-ignore
    ['(+39) 347 123 4567', 'US', valid('+393471234567')],
    ['[0039] 347 123 4567', 'IT', valid('+393471234567')],
  ],

  'a zero in brackets': [
    ['+44 (0)1604 230 230', 'US', valid('+441604230230'), iti(163)],
    ['0044 (0) 20 7946 0018', 'IT', valid('+442079460018')],
    ['0039 (0) 347 123 4567', 'US', valid('+393471234567')],
    ['+39 (0)6 6982 0000', 'US', valid('+390669820000')],
    ['+31 010 123 4567', 'NL', valid('+31101234567'), 'github.com/bl00mber/react-phone-input-2/issues/89'], // prettier-ignore
  ],

  'numbers of before a change': [
    ['+52 1 55 1234 5678', 'MX', asks('outdated', '+525512345678')],
    ['044 55 1234 5678', 'MX', asks('outdated', '+525512345678')],
    ['045 55 1234 5678', 'MX', asks('outdated', '+525512345678')],
    ['01 55 1234 5678', 'MX', asks('outdated', '+525512345678')],
    ['+52 (1) 811 987 8677', 'MX', asks('outdated', '+528119878677'), iti(982)],
    ['+5215545258448', 'MX', asks('outdated', '+525545258448'), 'github.com/daddyz/phonelib/issues/33'], // prettier-ignore
    ['+52 044 55 4525 8448', 'US', asks('outdated', '+525545258448'), 'github.com/daddyz/phonelib/issues/33'], // prettier-ignore
    ['+54 9 11 15 1234 5678', 'AR', asks('outdated', '+5491112345678')],
    ['0 11 15 1234-5678', 'AR', valid('+5491112345678')],
    ['+55 11 9123-4567', 'BR', asks('outdated', '+5511991234567', '+551191234567')],
    ['(21) 8123-4567', 'BR', asks('outdated', '+5521981234567', '+552181234567')],
    ['0 41 8123 4567', 'BR', asks('outdated', '+5541981234567', '+554181234567')],
    ['+225 07 12 34 56', 'CI', asks('outdated', '+2250707123456')],
    ['05 12 34 56', 'CI', asks('outdated', '+2250505123456')],
    ['22551220000', 'CI', asks('outdated', '+2250151220000'), google(1026)],
    ['+225 20 22 34 56', 'CI', asks('outdated', '+2252720223456')],
    ['+229 97 12 34 56', 'BJ', asks('outdated', '+2290197123456')],
    ['97 12 34 56', 'BJ', asks('outdated', '+2290197123456')],
  ],

  'more numbers than one': [
    ['333 1234567 333 1234567', 'IT', asks('several', '+393331234567')],
    ['333 1234567 / 06 6982 0000', 'IT', asks('several', '+393331234567', '+390669820000')],
    ['333 1234567/333 1234568', 'IT', asks('several', '+393331234567', '+393331234568')],
    ['07400 123456 or 020 7946 0018', 'GB', asks('several', '+447400123456', '+442079460018')],
    ['020 7946 0018, 020 7946 0019', 'GB', asks('several', '+442079460018', '+442079460019')],
    ['513140867 513140868', 'PL', asks('several', '+48513140867', '+48513140868'), js(268)],
    ['3331234567;3331234568', 'IT', asks('several', '+393331234567', '+393331234568')],
    ['33312345673331234567', 'IT', asks('several', '+393331234567')],
    ['+393331234567+393331234567', 'US', asks('several', '+393331234567')],
    ['casa: 06 6982 0000 cell: 333 1234567', 'IT', asks('several', '+390669820000', '+393331234567')], // prettier-ignore
    ['+39 06 6982 0000 / 333 1234567', 'US', asks('several', '+390669820000', '+393331234567')],
    // How switchboards write the next line of theirs.
    ['06 6982000/1', 'IT', asks('ambiguous', '+39066982000', '+39066982001', '+390669820001')],
  ],

  'signs that part': [
    ['030 1234\n030 5678', 'DE', asks('ambiguous', '+49301234', '+49305678', '+493012340305678')],
    ['030 123456, 9-17', 'DE', asks('ambiguous', '+4930123456', '+4930123456917')],
    ['030 123456 (9-17)', 'DE', asks('ambiguous', '+4930123456', '+4930123456917')],
    ['0664 1234567, 9-17', 'AT', asks('ambiguous', '+436641234567', '+436641234567917')],
    ['01 513 12, 01 513 13', 'AT', asks('ambiguous', '+43151312', '+43151313', '+431513120151313')],
    ['02 12345; 9-18', 'IT', asks('ambiguous', '+390212345', '+390212345918')],
    ['2) 030 123456', 'DE', asks('ambiguous', '+4930123456', '+492030123456')],
    ['030 1234 (030 5678', 'DE', asks('ambiguous', '+49301234', '+49305678', '+493012340305678')],
    ['Büro 2: 030 123456', 'DE', asks('ambiguous', '+4930123456', '+492030123456')],
    ['Handy 2 0151 12345678', 'DE', asks('ambiguous', '+4915112345678', '+492015112345678')],
    ['030 1234|030 5678', 'DE', asks('several', '+49301234', '+49305678')],
    [
      '06 6982000, 06 6982001, 333 1234567',
      'IT',
      asks('several', '+39066982000', '+39066982001', '+393331234567'),
    ],
    ['333 123456|', 'IT', asks('lookalike', '+393331234561')],
    ['06 6982000²', 'IT', asks('not-understood', '+39066982000')],
    [
      '347 1234567 int 3331234567',
      'IT',
      asks('ambiguous', '+393471234567', '+393331234567', '+393471234567;ext=3331234567'),
    ],
    // More in brackets than an area code, or a bracket alone.
    ['(030 1234) 030 5678', 'DE', asks('ambiguous', '+49301234', '+49305678', '+493012340305678')],
    [
      '030 1234\u2028030 5678',
      'DE',
      asks('ambiguous', '+49301234', '+49305678', '+493012340305678'),
    ],
    ['030 1234\t030 5678', 'DE', asks('ambiguous', '+49301234', '+49305678', '+493012340305678')],
    ['tel  06 \t6982\u00a0 0000', 'IT', valid('+390669820000')],
    ['06, 6982 0000', 'IT', valid('+390669820000')],
    ['(030) 123456', 'DE', valid('+4930123456')],
    ['+49 (030) 123456', 'IT', valid('+4930123456')],
    ['(0049 30) 123456', 'IT', valid('+4930123456')],
  ],

  extensions: [
    ['+1 (645) 123 1234-910#', 'US', unusual('+16451231234;ext=910')],
    ['(800) 901-3355 ; 7246433', 'US', valid('+18009013355;ext=7246433'), google(1106)],
    ['(586) 485-7783;55', 'US', valid('+15864857783;ext=55'), 'github.com/marmelroy/PhoneNumberKit/issues/113'], // prettier-ignore
    ['+16502530000 x136', 'US', valid('+16502530000;ext=136'), 'github.com/daddyz/phonelib/issues/367'], // prettier-ignore
    ['4084568908#6', 'US', valid('+14084568908;ext=6'), google(988)],
    ['+19052223333;ext=555', 'CA', valid('+19052223333;ext=555'), 'github.com/daddyz/phonelib/issues/58'], // prettier-ignore
    ['tel:+44-114-272-6444,1234', 'GB', valid('+441142726444;ext=1234'), 'github.com/TrevorPilley/phone-number-parser/issues/492'], // prettier-ignore
    ['tel:+44-114-272-6444;1234', 'GB', valid('+441142726444;ext=1234'), 'github.com/TrevorPilley/phone-number-parser/issues/492'], // prettier-ignore
    ['212 555 2368 ext', 'US', asks('not-understood', '+12125552368')],
    ['4084568908#', 'US', asks('not-understood', '+14084568908'), google(988)],
    ['650-253-4561x25,455', 'US', asks('not-understood', '+16502534561'), 'github.com/google/libphonenumber/pull/1943'], // prettier-ignore
  ],

  'digits of every script': [
    ['3️⃣4️⃣7️⃣ 1️⃣2️⃣3️⃣ 4️⃣5️⃣6️⃣7️⃣', 'IT', valid('+393471234567')],
    ['＋３９ ３４７ １２３ ４５６７', 'US', valid('+393471234567')],
    ['٣٤٧ ١٢٣ ٤٥٦٧', 'IT', valid('+393471234567')],
    ['③④⑦ ①②③ ④⑤⑥⑦', 'IT', valid('+393471234567')],
    ['\u2068+39 347 123 4567\u2069', 'US', valid('+393471234567'), 'github.com/signalapp/Signal-Android/issues/11630'], // prettier-ignore
    ['\u200e79022222222', 'RU', valid('+79022222222'), 'github.com/contao/core/issues/8434'],
    // A Chinese word for a digit, and a number of ten in one sign, are none.
    ['347 123 456七', 'IT', asks('not-understood', '+39347123456')],
    ['347 123 45⑽', 'IT', asks('not-understood', '+3934712345')],
  ],
};

/** @type {{ kind: string, text: string, region: string, expected: object, from?: string }[]} */
export const texts = Object.entries(kinds).flatMap(([kind, rows]) =>
  rows.map(([text, region, expected, from]) => ({ kind, text, region, expected, from })),
);
