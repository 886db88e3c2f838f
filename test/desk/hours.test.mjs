// Opening hours: each row says when a door opens and closes, as UTC. The clock changes are those of the
// IANA time zone database for 2026.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  hoursProblem,
  isOpenAt,
  nextChange,
  nextOpening,
  slotsOf,
  weekdays,
} from 'callback-elements/desk.js';
import { day, hour, minute } from './kit.mjs';

const at = (text) => Date.parse(`${text}:00Z`);
const daily = (...shifts) => Object.fromEntries(weekdays.map((name) => [name, shifts]));
const desk = (timeZone, week, exceptions) => ({
  timeZone,
  week,
  ...(exceptions && { exceptions }),
});

const rome = (...shifts) => desk('Europe/Rome', daily(...shifts));
const newYork = (...shifts) => desk('America/New_York', daily(...shifts));
const lordHowe = (...shifts) => desk('Australia/Lord_Howe', daily(...shifts));
const night = ['22:00', '06:00'];

/** What, the hours, and one opening. */
const openings = [
  ['summer in Rome', rome(['09:00', '17:30']), '2026-07-01T07:00', '2026-07-01T15:30'],
  ['winter in Rome', rome(['09:00', '17:30']), '2026-01-07T08:00', '2026-01-07T16:30'],
  ['no summer time in Kolkata', desk('Asia/Kolkata', daily(['09:00', '17:30'])), '2026-07-01T03:30', '2026-07-01T12:00'],
  ['a split shift, before lunch', rome(['09:00', '13:00'], ['14:00', '18:00']), '2026-07-01T07:00', '2026-07-01T11:00'],
  ['a split shift, after lunch', rome(['14:00', '18:00'], ['09:00', '13:00']), '2026-07-01T12:00', '2026-07-01T16:00'],
  ['shifts that touch are one', rome(['09:00', '13:00'], ['13:00', '18:00']), '2026-07-01T07:00', '2026-07-01T16:00'],
  ['shifts that overlap are one', rome(['09:00', '14:00'], ['10:00', '11:00'], ['13:00', '18:00']), '2026-07-01T07:00', '2026-07-01T16:00'],
  ['a night shift', rome(night), '2026-07-01T20:00', '2026-07-02T04:00'],
  ['a night shift on one day of the week', desk('Europe/Rome', { wed: [night] }), '2026-07-01T20:00', '2026-07-02T04:00'],
  ['until midnight', rome(['20:00', '24:00']), '2026-07-01T18:00', '2026-07-01T22:00'],
  ['until midnight, and from then on', rome(['20:00', '24:00'], ['00:00', '02:00']), '2026-07-01T18:00', '2026-07-02T00:00'],
  ['one weekday, midnight to midnight', desk('Europe/Rome', { wed: [['00:00', '24:00']] }), '2026-06-30T22:00', '2026-07-01T22:00'],
  ['an exception', desk('Europe/Rome', daily(['09:00', '18:00']), { '2026-12-24': [['10:00', '12:00']] }), '2026-12-24T09:00', '2026-12-24T11:00'],
  ['an exception on a day that is closed', desk('Europe/Rome', {}, { '2026-12-24': [['10:00', '12:00']] }), '2026-12-24T09:00', '2026-12-24T11:00'],
  ['the night before a closed day', desk('Europe/Rome', daily(night), { '2026-12-25': [] }), '2026-12-24T21:00', '2026-12-25T05:00'],
  ['after a closed day', desk('Europe/Rome', daily(night), { '2026-12-25': [] }), '2026-12-26T21:00', '2026-12-27T05:00'],
  ['the last night of the year', rome(night), '2026-12-31T21:00', '2027-01-01T05:00'],

  // Rome: 2:00 becomes 3:00 on 29 March, 3:00 becomes 2:00 on 25 October, both at 1:00 UTC.
  ['Rome, spring: a night is an hour shorter', rome(night), '2026-03-28T21:00', '2026-03-29T04:00'],
  ['Rome, spring: opens at a time that is skipped', rome(['02:30', '06:00']), '2026-03-29T01:00', '2026-03-29T04:00'],
  ['Rome, spring: closes at a time that is skipped', rome(['00:30', '02:30']), '2026-03-28T23:30', '2026-03-29T01:00'],
  ['Rome, spring: the day before', rome(['09:00', '17:00']), '2026-03-28T08:00', '2026-03-28T16:00'],
  ['Rome, spring: the day itself', rome(['09:00', '17:00']), '2026-03-29T07:00', '2026-03-29T15:00'],
  ['Rome, autumn: a night is an hour longer', rome(night), '2026-10-24T20:00', '2026-10-25T05:00'],
  ['Rome, autumn: opens at a time that comes twice', rome(['02:30', '06:00']), '2026-10-25T00:30', '2026-10-25T05:00'],
  ['Rome, autumn: closes at a time that comes twice', rome(['00:30', '02:30']), '2026-10-24T22:30', '2026-10-25T01:30'],
  ['Rome, autumn: within the hour that comes twice', rome(['02:15', '02:45']), '2026-10-25T00:15', '2026-10-25T01:45'],

  // New York: 2:00 becomes 3:00 on 8 March at 7:00 UTC, 2:00 becomes 1:00 on 1 November at 6:00 UTC.
  ['New York, spring: a night', newYork(night), '2026-03-08T03:00', '2026-03-08T10:00'],
  ['New York, spring: opens at a time that is skipped', newYork(['02:30', '06:00']), '2026-03-08T07:00', '2026-03-08T10:00'],
  ['New York, autumn: a night', newYork(night), '2026-11-01T02:00', '2026-11-01T11:00'],
  ['New York, autumn: closes at a time that comes twice', newYork(['00:30', '01:30']), '2026-11-01T04:30', '2026-11-01T06:30'],

  // Lord Howe: 2:00 becomes 1:30 on 5 April at 15:00 UTC, 2:00 becomes 2:30 on 4 October at 15:30 UTC.
  ['Lord Howe, autumn: closes at a time that comes twice', lordHowe(['00:30', '01:45']), '2026-04-04T13:30', '2026-04-04T15:15'],
  ['Lord Howe, autumn: a night is half an hour longer', lordHowe(night), '2026-04-04T11:00', '2026-04-04T19:30'],
  ['Lord Howe, spring: opens at a time that is skipped', lordHowe(['02:15', '06:00']), '2026-10-03T15:30', '2026-10-03T19:00'],
  ['Lord Howe, spring: a night is half an hour shorter', lordHowe(night), '2026-10-03T11:30', '2026-10-03T19:00'],
]; // prettier-ignore

describe('opening hours', () => {
  for (const [name, hours, opens, closes] of openings) {
    it(name, () => {
      const [from, to] = [at(opens), at(closes)];
      assert.equal(hoursProblem(hours), undefined);
      assert.deepEqual(
        [from - 1, from, to - 1, to].map((time) => isOpenAt(hours, time)),
        [false, true, true, false],
        'open: just before, at first, at last, just after',
      );
      assert.equal(nextOpening(hours, from - minute), from, 'the next opening');
      assert.equal(nextChange(hours, from - minute), from, 'it opens next');
      assert.equal(nextChange(hours, from), to, 'it closes next');
    });
  }

  it('a shift that is skipped whole does not open', () => {
    const hours = rome(['02:10', '02:50']);
    assert.equal(nextOpening(hours, at('2026-03-29T00:00')), at('2026-03-30T00:10'));
  });

  it('always open: there is no change', () => {
    assert.equal(isOpenAt(undefined, at('2026-07-01T03:00')), true);
    assert.equal(nextChange(undefined, 0), undefined);
  });

  for (const [name, hours] of [
    ['Rome', rome(['00:00', '24:00'])],
    ['Lord Howe', lordHowe(['00:00', '24:00'])],
  ]) {
    it(`open day and night in ${name}, also when the clock changes`, () => {
      for (let time = at('2026-01-01T00:00'); time < at('2027-01-01T00:00'); time += 7.5 * hour) {
        assert.equal(isOpenAt(hours, time), true, new Date(time).toISOString());
        assert.ok(nextChange(hours, time) > time);
      }
    });
  }

  it('closed for months: says when it opens, and when to look again', () => {
    const dates = [...Array(90).keys()].map((n) => new Date(at('2026-10-01T00:00') + n * day));
    const closed = Object.fromEntries(dates.map((date) => [date.toISOString().slice(0, 10), []]));
    const hours = desk('Europe/Rome', daily(['09:00', '18:00']), closed);
    const time = at('2026-10-01T12:00');
    assert.equal(nextOpening(hours, time), at('2026-12-30T08:00'));
    assert.equal(nextChange(hours, time), time + 2 * day);
  });

  it('never open: there is no next opening', () => {
    assert.equal(nextOpening(desk('Europe/Rome', {}), at('2026-07-01T12:00')), undefined);
  });
});

describe('opening hours that are none', () => {
  const shift = (from, to) => `"${from}" to "${to}" is not a shift like "09:00" to "17:30".`;
  const week = (name) => desk('Europe/Rome', { [name]: [] });
  const dated = (date) => desk('Europe/Rome', {}, { [date]: [] });
  const cases = [
    [desk('Europe/Roma', {}), '"Europe/Roma" is not an IANA time zone.'],
    [desk('', {}), '"" is not an IANA time zone.'],
    [week('monday'), '"monday" is not a weekday.'],
    [week('Mon'), '"Mon" is not a weekday.'],
    ...['2026-02-30', '2026-13-01', '26-12-25', '25.12.2026', ''].map((date) => [
      dated(date),
      `"${date}" is not a date like 2026-12-25.`,
    ]),
    ...[
      ['9:00', '17:00'],
      ['09:00', '24:01'],
      ['09:00', '25:00'],
      ['09:60', '17:00'],
      ['09:00', ''],
      ['09:00', '09:00'],
      ['24:00', '06:00'],
    ].map(([from, to]) => [rome([from, to]), shift(from, to)]),
    [desk('Europe/Rome', {}, { '2026-12-25': [['10:00', '1:00']] }), shift('10:00', '1:00')],
  ];
  for (const [hours, sentence] of cases) {
    it(sentence, () => assert.equal(hoursProblem(hours), sentence));
  }
});

describe('slots', () => {
  for (const length of [20, 45, 50, 60, 90]) {
    it(`of ${length} minutes, never closed, are the same whatever range is asked for`, () => {
      const [from, to] = [at('2026-06-01T00:00'), at('2026-06-02T00:00')];
      const all = slotsOf(undefined, { from, to }, length);
      for (let begin = from; begin < to; begin += 7 * 60_000) {
        const some = slotsOf(undefined, { from: begin, to }, length);
        assert.deepEqual(
          some,
          all.filter((slot) => slot.from >= begin),
        );
      }
    });
  }

  const times = (slots) =>
    slots.map(({ from, to }) =>
      [from, to].map((time) => new Date(time).toISOString().slice(11, 16)),
    );
  const range = (from, to) => ({ from: at(`2026-07-01T${from}`), to: at(`2026-07-01T${to}`) });
  const hours = rome(['09:00', '10:45']);
  const cases = [
    ['all of an opening; the rest of half a slot is one', hours, range('00:00', '12:00'), 30,
      [['07:00', '07:30'], ['07:30', '08:00'], ['08:00', '08:30'], ['08:30', '08:45']]],
    ['the rest is too short', rome(['09:00', '10:10']), range('00:00', '12:00'), 30,
      [['07:00', '07:30'], ['07:30', '08:00']]],
    ['the range begins with a slot, and ends before one', hours, range('07:30', '08:30'), 30,
      [['07:30', '08:00'], ['08:00', '08:30']]],
    ['a slot that has begun is not offered', hours, range('07:01', '08:01'), 30,
      [['07:30', '08:00'], ['08:00', '08:30']]],
    ['an empty range', hours, range('07:00', '07:00'), 30, []],
    ['closed', hours, range('12:00', '20:00'), 30, []],
    ['two shifts', rome(['09:00', '10:00'], ['10:20', '11:20']), range('00:00', '12:00'), 60,
      [['07:00', '08:00'], ['08:20', '09:20']]],
    ['shorter than a slot', rome(['09:00', '09:10']), range('00:00', '12:00'), 30, []],
    ['always open: on the hour', undefined, range('07:10', '08:40'), 30,
      [['07:30', '08:00'], ['08:00', '08:30'], ['08:30', '09:00']]],
  ]; // prettier-ignore
  for (const [name, open, within, length, expected] of cases) {
    it(name, () => assert.deepEqual(times(slotsOf(open, within, length)), expected));
  }

  for (const [name, open, from] of [
    ['Rome, spring', rome(['00:00', '24:00']), '2026-03-28T12:00'],
    ['Rome, autumn', rome(['00:00', '05:00']), '2026-10-24T12:00'],
    ['Lord Howe, autumn', lordHowe(['00:00', '05:00']), '2026-04-04T06:00'],
    ['New York, a night', newYork(night), '2026-10-31T12:00'],
  ]) {
    it(`${name}: slots ascend, do not overlap, and somebody is there at each`, () => {
      const slots = slotsOf(open, { from: at(from), to: at(from) + day }, 45);
      assert.ok(slots.length > 3);
      for (const [n, slot] of slots.entries()) {
        assert.ok(slot.from < slot.to && slot.from >= (slots[n - 1]?.to ?? 0));
        assert.ok(isOpenAt(open, slot.from) && isOpenAt(open, slot.to - 1));
      }
    });
  }
});
