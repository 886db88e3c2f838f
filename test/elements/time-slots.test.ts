import { expect } from '@open-wc/testing';
import { slotDays, slotLabels } from '../../src/elements/shared/time-slots.js';
import { isolated, ltrIsolated, zoneName } from '../../src/elements/shared/intl.js';

const hour = 3_600_000;
const at = (text: string) => Date.parse(text);
const hourly = (from: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    from: at(from) + index * hour,
    to: at(from) + (index + 1) * hour,
  }));
const bare = (text: string) => text.replace(/\s/gu, ' ');

describe('times that can be chosen', () => {
  it('stand under the day that the visitor’s own clock shows', () => {
    // 23:00 in Rome is the same day, 0:00 the next; in New York all of it is Saturday afternoon.
    const slots = hourly('2026-03-14T21:00Z', 3);
    const days = (zone: string) =>
      slotDays(slots, 'en', at('2026-03-14T09:00Z'), zone).map(
        ({ key, label, away, slots }) => [key, label, away, slots.length] as const,
      );
    expect(days('Europe/Rome')).to.deep.equal([
      ['2026-03-14', 'Saturday, March 14', 0, 2],
      ['2026-03-15', 'Sunday, March 15', 1, 1],
    ]);
    expect(days('America/New_York')).to.deep.equal([['2026-03-14', 'Saturday, March 14', 0, 3]]);
  });

  it('know tomorrow in the weeks in which a day has 23 or 25 hours', () => {
    for (const [now, slot] of [
      ['2026-03-28T23:30+01:00', '2026-03-29T23:30+02:00'],
      ['2026-10-24T23:30+02:00', '2026-10-25T23:30+01:00'],
    ] as const) {
      const [day] = slotDays(hourly(slot, 1), 'en', at(now), 'Europe/Rome');
      expect(day?.away).to.equal(1);
    }
  });

  it('read as the language writes them, and skip the hour that spring takes', () => {
    const slots = hourly('2026-03-29T00:00Z', 3);
    expect(slotLabels(slots, 'it', 'Europe/Rome').map(bare)).to.deep.equal([
      '1:00 – 3:00',
      '3:00 – 4:00',
      '4:00 – 5:00',
    ]);
    expect(slotLabels(slots, 'en', 'Europe/Rome').map(bare)[1]).to.equal('3:00 AM – 4:00 AM');
  });

  it('tell the two hours apart that autumn has', () => {
    const slots = hourly('2026-10-24T23:00Z', 4);
    const labels = slotLabels(slots, 'it', 'Europe/Rome').map(bare);
    expect(new Set(labels).size).to.equal(4);
    expect(labels[0]).to.equal('1:00 – 2:00');
    expect(labels[1]).to.match(/^0?2:00 CEST – 0?2:00 CET$/);
  });

  it('name the time zone as people call it, in every browser', () => {
    expect(zoneName('en', 'Europe/Rome')).to.equal('Central European Time');
    expect(zoneName('it', 'Europe/Rome')).to.match(/Europa centrale/);
    expect(zoneName('en', 'UTC')).to.equal('Coordinated Universal Time');
    expect(zoneName('not a language', 'Europe/Rome')).not.to.equal('');
    const { DateTimeFormat } = Intl;
    Intl.DateTimeFormat = function (language: string, options: Intl.DateTimeFormatOptions) {
      if (options.timeZoneName === 'longGeneric') throw new RangeError('longGeneric');
      return new DateTimeFormat(language, options);
    } as typeof DateTimeFormat;
    try {
      expect(zoneName('en', 'Europe/Rome')).to.match(/^Central European .*Time$/);
    } finally {
      Intl.DateTimeFormat = DateTimeFormat;
    }
  });

  it('are bidi-isolated inside a sentence', () => {
    expect(isolated('عادة')).to.equal('\u2068عادة\u2069');
    expect(ltrIsolated('+39')).to.equal('\u2066+39\u2069');
  });
});
