// What the relay makes of a number, whatever the browser says of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPolicy } from 'callback-elements/phone.js';
import { judge, loadNumberRules } from '../dist/judge.js';

const site = {
  regions: ['IT', 'US', 'BR'],
  refuseTypes: defaultPolicy.refusedTypes,
  refusePrefixes: defaultPolicy.refusedPrefixes,
  doNotCall: new Set(['+390612345678']),
};

const verdicts = {
  'a mobile number': ['+393331234567', '+393331234567'],
  'a number of a region that is not called': ['+4930901820', 'refused'],
  'a premium-rate number': ['+39892123', 'refused'],
  'a personal number': ['+447012345678', 'refused'],
  'a satellite': ['+881612345678', 'refused'],
  'pay-per-call in North America': ['+19761234567', 'refused'],
  'a number that is free to call, of no region': ['+80012345678', '+80012345678'],
  'an unusual number of a region that is called': ['+3948576354617', '+3948576354617'],
  'an unusual number of another region': ['+498831724773', 'refused'],
  'an unusual number among premium rates': ['+3988107903', 'refused'],
  'an unusual number that may be of any region': ['+10758929010', 'refused'],
  'a number that cannot be': ['+390399999999999', 'number-invalid'],
  'a number on the do-not-call list': ['+390612345678', 'refused'],
  'a number that only its owner can tell right, and has': ['+559898360406', '+559898360406'],
  'a number as written before a change': ['+22579294501', 'number-invalid'],
};

for (const [what, [e164, expected]] of Object.entries(verdicts)) {
  test(`${what} from a browser is ${expected}`, async () => {
    const judged = await judge(site, { name: 'Ada', number: { e164 } });
    assert.equal(typeof judged === 'string' ? judged : judged.number.e164, expected);
  });
}

const typed = {
  'read where it was typed': ['333 1234567', 'IT', '+393331234567'],
  'read from anywhere with its code': ['+39 333 1234567', 'DE', '+393331234567'],
  'refused by its kind': ['892 123', 'IT', 'refused'],
  'refused by its list': ['06 1234 5678', 'IT', 'refused'],
  'invalid where two are meant': ['06 12345699 / 333 1234567', 'IT', 'number-invalid'],
  'invalid where letters are': ['1-800-FLOWERS', 'US', 'number-invalid'],
  'invalid without a region that is one': ['333 1234567', 'XX', 'number-invalid'],
};

for (const [what, [raw, region, expected]] of Object.entries(typed)) {
  test(`what was typed is ${what}`, async () => {
    const judged = await judge(site, { name: 'Ada', number: { raw, region } });
    assert.equal(typeof judged === 'string' ? judged : judged.number.e164, expected);
  });
}

test('the region is that of the number, whatever the browser says', async () => {
  const lies = { name: 'Ada', number: { e164: '+393331234567' }, region: 'US' };
  assert.equal((await judge(site, lies)).region, 'IT');
  const free = { name: 'Ada', number: { e164: '+80012345678' }, region: 'IT' };
  assert.equal('region' in (await judge(site, free)), false);
});

test('an extension is kept, of both ways to send a number', async () => {
  const sent = { name: 'Ada', number: { e164: '+390612345699', extension: '12' } };
  assert.deepEqual((await judge(site, sent)).number, sent.number);
  const raw = { name: 'Ada', number: { raw: '06 1234 5699 ext. 12', region: 'IT' } };
  assert.deepEqual((await judge(site, raw)).number, sent.number);
});

test('nothing else of a request is touched', async () => {
  const rest = { name: 'Ada', language: 'it', notBefore: 5, context: { order: '1' } };
  const judged = await judge(site, { ...rest, number: { e164: '+393331234567' } });
  assert.deepEqual(judged, { ...rest, number: { e164: '+393331234567' }, region: 'IT' });
});

test('what the desk itself refuses or does not need is left to it', async () => {
  for (const wish of [
    { notBefore: null },
    { name: 'Ada', number: { e164: '0039 333' } },
    { name: 'Ada', number: { raw: ' ', region: 'IT' } },
  ]) {
    assert.equal(await judge(site, wish), wish);
  }
});

test('a change is judged as a request is', async () => {
  assert.equal(await judge(site, { number: { e164: '+39892123' } }), 'refused');
  assert.deepEqual(await judge(site, { number: { raw: '333 1234567', region: 'IT' } }), {
    number: { e164: '+393331234567' },
    region: 'IT',
  });
});

test('in the demo every region is called, and no premium number', async () => {
  const demo = { ...site, regions: '*' };
  assert.equal((await judge(demo, { number: { e164: '+4930901820' } })).region, 'DE');
  assert.equal(await judge(demo, { number: { e164: '+39892123' } }), 'refused');
});

test('the rules are all there before the first request', async () => {
  await loadNumberRules();
  const { phoneNumbers, phoneRegions } = await import('callback-elements/phone.js');
  const missing = phoneRegions.filter(({ region }) => !phoneNumbers.ready('1-800-FLOWERS', region));
  assert.deepEqual(missing, []);
});
