// What a text means and whether it is called back: the same checks for a server and for a browser.
// No test runner in here: verdicts.test.mjs runs them in Node on dist/, verdicts.test.ts in a browser
// on the sources.

/** @typedef {typeof import('callback-elements/phone.js')} Phone */

/** @type {{ name: string, run(phone: Phone): Promise<void> }[]} */
export const checks = [
  ...valid(
    // National and international, with the prefixes that people dial.
    ['06 6982 0000', 'IT', '+390669820000', 'VA', 'fixed-line'],
    ['347 123 4567', 'IT', '+393471234567', 'IT', 'mobile'],
    ['+39 06 6982 0000', 'US', '+390669820000', 'VA', 'fixed-line'],
    ['39 347 123 4567', 'IT', '+393471234567', 'IT', 'mobile'],
    ['0039 347 123 4567', 'IT', '+393471234567', 'IT', 'mobile'],
    ['0039 347 123 4567', 'US', '+393471234567', 'IT', 'mobile'],
    ['011 39 347 123 4567', 'US', '+393471234567', 'IT', 'mobile'],
    ['0011 39 347 123 4567', 'AU', '+393471234567', 'IT', 'mobile'],
    ['010 39 347 123 4567', 'JP', '+393471234567', 'IT', 'mobile'],
    ['011 5628 9000', 'IT', '+3901156289000', 'IT', 'fixed-line'],
    ['(212) 555-2368', 'US', '+12125552368', 'US', 'fixed-line-or-mobile'],
    ['1 (212) 555-2368', 'US', '+12125552368', 'US', 'fixed-line-or-mobile'],
    ['212.555.2368', 'US', '+12125552368', 'US', 'fixed-line-or-mobile'],
    ['212–555–2368', 'US', '+12125552368', 'US', 'fixed-line-or-mobile'],
    ['+1 800 234 5678', 'IT', '+18002345678', 'US', 'toll-free'],
    ['+800 1234 5678', 'IT', '+80012345678', undefined, 'toll-free'],
    // The zero in brackets belongs to a number of Italy, and to none of Britain or of a mobile.
    ['+39 (0)6 6982 0000', 'US', '+390669820000', 'VA', 'fixed-line'],
    ['+39 (0) 347 123 4567', 'US', '+393471234567', 'IT', 'mobile'],
    ['+44 (0)20 7946 0958', 'GB', '+442079460958', 'GB', 'fixed-line'],
    // Shared codes.
    ['604 555 0123', 'US', '+16045550123', 'CA', 'fixed-line-or-mobile'],
    ['+1 809 555 1234', 'US', '+18095551234', 'DO', 'fixed-line-or-mobile'],
    ['8 701 234 5678', 'RU', '+77012345678', 'KZ', 'mobile'],
    ['01624 756789', 'GB', '+441624756789', 'IM', 'fixed-line'],
    ['464 1234', 'AG', '+12684641234', 'AG', 'mobile'],
    ['310 1234', 'CA', '+13101234', 'CA', 'uan'],
    // Links and sentences.
    ['tel:+39-347-1234567', 'US', '+393471234567', 'IT', 'mobile'],
    ['tel:347-1234567;phone-context=+39', 'US', '+393471234567', 'IT', 'mobile'],
    ['tel:+39%20347%20123%204567', 'US', '+393471234567', 'IT', 'mobile'],
    ['TEL://+393471234567', 'US', '+393471234567', 'IT', 'mobile'],
    ['sip:+393471234567@example.com;user=phone', 'US', '+393471234567', 'IT', 'mobile'],
    ['sms:+393471234567?body=12', 'US', '+393471234567', 'IT', 'mobile'],
    ['call me on 347 123 4567', 'IT', '+393471234567', 'IT', 'mobile'],
    ['Call me: 347 123 4567, thanks!', 'IT', '+393471234567', 'IT', 'mobile'],
    // Other scripts and what is invisible.
    ['٣٤٧١٢٣٤٥٦٧', 'IT', '+393471234567', 'IT', 'mobile'],
    ['۰۲۱ ۸۸۷۷ ۶۶۵۵', 'IR', '+982188776655', 'IR', 'fixed-line'],
    ['०२२ २७७८ ५५९९', 'IN', '+912227785599', 'IN', 'fixed-line'],
    ['＋３９ ３４７ １２３ ４５６７', 'US', '+393471234567', 'IT', 'mobile'],
    ['𝟑𝟰𝟳 123 4567', 'IT', '+393471234567', 'IT', 'mobile'],
    ['\u202a+39 347 123 4567\u202c', 'US', '+393471234567', 'IT', 'mobile'],
    ['\u00a0347\u00a0123\u00a04567', 'IT', '+393471234567', 'IT', 'mobile'],
  ),

  ...extensions(
    ['212-555-2368 ext. 12', 'US', '+12125552368', '12'],
    ['212-555-2368 x12', 'US', '+12125552368', '12'],
    ['212-555-2368 #12', 'US', '+12125552368', '12'],
    ['tel:+1-212-555-2368;ext=12', 'US', '+12125552368', '12'],
    ['tel:212-555-2368;ext=12;phone-context=+1', 'IT', '+12125552368', '12'],
    ['02 1234 5678 interno 12', 'IT', '+390212345678', '12'],
    ['030 901820 Durchwahl 7', 'DE', '+4930901820', '7'],
    ['01 42 68 53 00 poste 7', 'FR', '+33142685300', '7'],
    ['call me on 212 555 2368 ext 9', 'US', '+12125552368', '9'],
  ),

  ...unusual(
    ['+1 976 555 1234', 'US', '+19765551234', undefined],
    ['212 155 1234', 'US', '+12121551234', undefined],
    ['+1 876 155 1234', 'US', '+18761551234', 'JM'],
    ['892 12 34 567', 'IT', '+398921234567', undefined],
    ['020 9999 9999', 'GB', '+442099999999', undefined],
    ['+370 7123 4567', 'IT', '+37071234567', 'LT'],
    ['0037071234567', 'US', '+37071234567', 'LT'],
  ),

  ...impossible(
    ['', 'IT', 'not-a-number'],
    [' \u200b ', 'IT', 'not-a-number'],
    ['hello', 'IT', 'not-a-number'],
    ['🙂', 'US', 'not-a-number'],
    ['<b>bold</b>', 'US', 'not-a-number'],
    ['1', 'US', 'too-short'],
    ['112', 'IT', 'too-short'],
    ['212 555', 'US', 'too-short'],
    // Enough next door, not from where the agent is.
    ['555 2368', 'US', 'too-short'],
    ['+', 'US', 'too-short'],
    ['+39', 'US', 'too-short'],
    ['+39 06', 'US', 'too-short'],
    ['00', 'IT', 'too-short'],
    ['212 555 2368 99 99', 'US', 'too-long'],
    ['1'.repeat(1000), 'US', 'too-long'],
    ['9'.repeat(1_000_000), 'US', 'too-long'],
    // E.164 allows 15 digits, the German rules 17.
    ['+49 30 1234 5678 9012 34', 'US', 'too-long'],
    ['+44 20 7946 09', 'GB', 'invalid-length'],
    ['+999 123 4567', 'US', 'invalid-country'],
    ['+210 123 4567', 'IT', 'invalid-country'],
    ['00 999 123 4567', 'IT', 'invalid-country'],
    // No region of this name has telephones.
    ['1234 5678', 'AQ', 'invalid-country'],
  ),

  ...refused(
    // Every type that costs the caller or reaches nobody.
    ['892 424', 'IT', undefined, 'premium-rate-refused'],
    ['900 234 5678', 'US', undefined, 'premium-rate-refused'],
    ['0180 512345678', 'DE', undefined, 'shared-cost-refused'],
    ['070 1234 5678', 'GB', undefined, 'personal-refused'],
    ['07640 123456', 'GB', undefined, 'pager-refused'],
    ['0345 678 9012', 'GB', undefined, 'uan-refused'],
    ['347 1234 56789', 'IT', undefined, 'voicemail-refused'],
    // Unusual, but all around them is premium.
    ['892 12 34 567', 'IT', undefined, 'premium-rate-refused'],
    ['0981 234 5678', 'GB', { refusedPrefixes: [] }, 'premium-rate-refused'],
    ['+1 976 555 1234', 'US', undefined, 'prefix-refused'],
    // Satellites and other networks of no country; +800 is free.
    ['+88216 1234 5678', 'US', undefined, 'network-refused'],
    ['+870 773 111 632', 'US', undefined, 'network-refused'],
    ['+979 123 456 789', 'US', undefined, 'network-refused'],
    ['+800 1234 5678', 'US', { regions: ['US'] }, undefined],
    // Another country at a price.
    ['+1 809 555 1234', 'US', undefined, undefined],
    ['+1 809 555 1234', 'US', { regions: ['US', 'CA'] }, 'region-refused'],
    ['809 555 1234', 'US', { regions: ['US', 'CA'] }, 'region-refused'],
    ['+1 876 155 1234', 'US', { regions: ['US', 'CA'] }, 'region-refused'],
    ['604 555 0123', 'US', { regions: ['US', 'CA'] }, undefined],
    ['06 6982 0000', 'IT', { regions: ['IT'] }, 'region-refused'],
    // Unusual in a code of many: called only if it cannot be of a region that is not.
    ['212 155 1234', 'US', { regions: ['US'] }, undefined],
    ['+1 822 555 1234', 'US', { regions: ['US', 'CA'] }, 'region-refused'],
    ['+1 822 555 1234', 'US', undefined, undefined],
    ['020 9999 9999', 'GB', { regions: ['GB'] }, undefined],
    // A site's own choice.
    ['347 123 4567', 'IT', { refusedTypes: ['mobile'] }, 'mobile-refused'],
    ['892 424', 'IT', { refusedTypes: [] }, undefined],
    ['+1 (212) 555-2368', 'US', { refusedPrefixes: ['+1 (212)'] }, 'prefix-refused'],
    ['+1 (212) 555-2368', 'US', { refusedPrefixes: ['1212'] }, 'prefix-refused'],
    ['+1 (212) 555-2368', 'US', { refusedPrefixes: ['', '+', '212'] }, undefined],
    ['+88216 1234 5678', 'US', { refusedPrefixes: [] }, undefined],
  ),

  ...formatted(
    ['2125552368', 'US', '(212) 555-2368'],
    ['12125552368', 'US', '1 (212) 555-2368'],
    ['+12125552368', 'IT', '+1 212 555 2368'],
    ['+390669820000', 'US', '+39 06 6982 0000'],
    ['00390669820000', 'IT', '00 39 06 6982 0000'],
    ['011390669820000', 'US', '011 39 06 6982 0000'],
    ['02079460958', 'GB', '020 7946 0958'],
    ['٣٤٧١٢٣٤٥٦٧', 'IT', '347 123 4567'],
    ['+', 'US', '+'],
  ),
  ...['', ' ', 'call 06', '212 555 2368 x', 'Zoë'].map((text) => ({
    name: `leaves ${JSON.stringify(text)} as it is`,
    async run({ PhoneNumbers }) {
      const numbers = new PhoneNumbers();
      await numbers.load(text, 'US');
      equal(numbers.format(text, 'US'), text);
    },
  })),

  {
    name: 'works before the rules have arrived',
    async run({ PhoneNumbers }) {
      const numbers = new PhoneNumbers();
      equal(numbers.format('2125552368', 'US'), '2125552368');
      equal(numbers.read('2125552368', 'US'), undefined);
      equal(numbers.ready('2125552368', 'US'), false);
      equal(numbers.regionOf('+39 06', 'US'), 'IT');
      equal(numbers.regionOf('06', 'US'), undefined);
    },
  },
  {
    name: 'finds the region of an international number as it is typed',
    async run({ PhoneNumbers }) {
      const numbers = new PhoneNumbers();
      await numbers.load('+1', 'US');
      equal(numbers.regionOf('+1', 'CA'), 'CA');
      equal(numbers.regionOf('+1', 'IT'), 'US');
      equal(numbers.regionOf('+1 604 555 0123', 'US'), 'CA');
      equal(numbers.regionOf('+', 'US'), undefined);
      equal(numbers.regionOf('+800 1234 5678', 'US'), undefined);
    },
  },
  {
    name: 'loads only what a text needs, once, and at the same time',
    async run(phone) {
      const { numbers, asked } = counting(phone);
      await Promise.all([numbers.load('', 'IT'), numbers.load('06', 'IT'), numbers.load('', 'IT')]);
      equal(asked, ['engine', '39']);
      await numbers.load('0039 06', 'IT');
      await numbers.load('+39 06', 'VA');
      equal(asked, ['engine', '39']);
      await Promise.all([numbers.load('+44 20', 'IT'), numbers.load('00 44', 'IT')]);
      equal(asked, ['engine', '39', '44']);
      await numbers.load('011 81 3', 'US');
      equal(asked, ['engine', '39', '44', '1', '81']);
      await numbers.load('+999', 'AQ');
      equal(asked, ['engine', '39', '44', '1', '81']);
    },
  },
  {
    name: 'reads a text again when the part that it dials has arrived',
    async run(phone) {
      const { numbers } = counting(phone);
      await numbers.load('', 'IT');
      equal(numbers.ready('+4420', 'IT'), false);
      equal(numbers.format('+442079460958', 'IT'), '+442079460958');
      equal(numbers.read('+442079460958', 'IT'), undefined);
      await numbers.load('+442079460958', 'IT');
      equal(numbers.format('+442079460958', 'IT'), '+44 20 7946 0958');
      equal(numbers.read('+442079460958', 'IT').region, 'GB');
    },
  },
  {
    name: 'asks again for what failed to load, and says so',
    async run(phone) {
      const { numbers, asked, fail } = counting(phone);
      fail('engine');
      await rejects(numbers.load('', 'IT'), 'engine is out of reach');
      equal(numbers.ready('', 'IT'), false);
      fail('39');
      await rejects(numbers.load('', 'IT'), '39 is out of reach');
      equal(numbers.ready('', 'IT'), false);
      fail();
      await numbers.load('', 'IT');
      equal(asked, ['engine', '39', 'engine', '39', '39']);
      equal(numbers.ready('', 'IT'), true);
      fail('44');
      await rejects(numbers.load('+44', 'IT'), '44 is out of reach');
      equal(numbers.read('06 6982 0000', 'IT').verdict, 'valid');
      equal(numbers.read('+44 20 7946 0958', 'IT'), undefined);
    },
  },
  {
    name: 'formats the same digits in the same way, however they came',
    async run({ PhoneNumbers }) {
      const typed = new PhoneNumbers();
      const pasted = new PhoneNumbers();
      for (const [text, region] of [
        ['+390669820000', 'US'],
        ['00229012021123', 'IT'],
        ['917123456', 'TJ'],
        ['02079460958', 'GB'],
      ]) {
        await Promise.all([typed.load(text, region), pasted.load(text, region)]);
        let field = '';
        for (const key of text) field = typed.format(field + key, region);
        equal(field, pasted.format(text, region));
        // Back to an earlier length, as undo does.
        const half = text.slice(0, 6);
        equal(typed.format(half, region), pasted.format(half, region));
      }
    },
  },
];

function valid(...rows) {
  return rows.map(([text, region, e164, actual, type]) => ({
    name: `reads ${show(text)} in ${region}`,
    async run({ readNumber }) {
      const verdict = await readNumber(text, region);
      const { number, region: found, type: kind } = verdict;
      equal({ verdict: verdict.verdict, number, found, kind }, { verdict: 'valid', number: { e164 }, found: actual, kind: type }); // prettier-ignore
    },
  }));
}

function extensions(...rows) {
  return rows.map(([text, region, e164, extension]) => ({
    name: `keeps the extension of ${show(text)} apart`,
    async run({ readNumber }) {
      const { number } = await readNumber(text, region);
      equal(number, { e164, extension });
    },
  }));
}

function unusual(...rows) {
  return rows.map(([text, region, e164, actual]) => ({
    name: `finds ${show(text)} unusual in ${region}`,
    async run({ readNumber }) {
      const verdict = await readNumber(text, region);
      const { number, region: found } = verdict;
      equal({ verdict: verdict.verdict, number, found }, { verdict: 'unusual', number: { e164 }, found: actual }); // prettier-ignore
    },
  }));
}

function impossible(...rows) {
  return rows.map(([text, region, reason]) => ({
    name: `calls ${show(text)} ${reason} in ${region}`,
    async run({ readNumber }) {
      equal(await readNumber(text, region), { verdict: 'impossible', reason });
    },
  }));
}

function refused(...rows) {
  return rows.map(([text, region, policy, refusal]) => ({
    name: `${refusal ? `refuses (${refusal})` : 'calls'} ${text} from ${region}${policy ? ` under ${JSON.stringify(policy)}` : ''}`,
    async run({ readNumber, refusalOf, defaultPolicy }) {
      const verdict = await readNumber(text, region);
      const own = policy && { ...defaultPolicy, ...policy };
      equal(verdict.verdict === 'impossible' ? verdict : refusalOf(verdict, own), refusal);
    },
  }));
}

function formatted(...rows) {
  return rows.map(([text, region, expected]) => ({
    name: `formats ${text} in ${region}`,
    async run({ PhoneNumbers }) {
      const numbers = new PhoneNumbers();
      await numbers.load(text, region);
      equal(numbers.format(text, region), expected);
    },
  }));
}

/** Rules that count what is asked for, and fail where they are told to. */
function counting({ PhoneNumbers, rulesSource }) {
  const asked = [];
  let failing;
  const ask = async (name, load) => {
    asked.push(name);
    if (name === failing) throw new Error(`${name} is out of reach`);
    return load();
  };
  const numbers = new PhoneNumbers({
    engine: () => ask('engine', () => rulesSource.engine()),
    interpreter: () => ask('interpreter', () => rulesSource.interpreter()),
    part: (code) => ask(code, () => rulesSource.part(code)),
  });
  return { numbers, asked, fail: (name) => (failing = name) };
}

function show(text) {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 20)}…` : text);
}

function equal(actual, expected) {
  const [a, b] = [actual, expected].map((value) => JSON.stringify(value) ?? 'undefined');
  if (a !== b) throw new Error(`It is ${a}, and not ${b}.`);
}

async function rejects(promise, message) {
  const error = await promise.then(
    () => undefined,
    (reason) => reason,
  );
  equal(error?.message, message);
}
