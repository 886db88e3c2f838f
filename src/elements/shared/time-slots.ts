import type { TimeRange } from '../../transport/transport.js';
import { intlLocale } from './intl.js';

/** A day with the times that can be chosen on it. */
export interface SlotDay {
  /** The same day has the same key, whenever and in whatever language: `2026-03-14`. */
  readonly key: string;
  /** "Saturday, March 14". */
  readonly label: string;
  /** How many days away it is: 0 is today, 1 tomorrow. */
  readonly away: number;
  readonly slots: readonly TimeRange[];
}

const day = 86_400_000;

/**
 * Times by the day on which they begin, as the clock on the visitor's wall has it.
 * @param timeZone IANA name. Default: the browser's.
 */
export function slotDays(
  slots: readonly TimeRange[],
  language: string,
  now: number,
  timeZone?: string,
): readonly SlotDay[] {
  const key = dayKey(timeZone);
  const label = new Intl.DateTimeFormat(intlLocale(language), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone,
  });
  const today = Date.parse(key(now));
  const days = new Map<string, TimeRange[]>();
  for (const slot of slots) {
    const of = key(slot.from);
    const known = days.get(of);
    if (known) known.push(slot);
    else days.set(of, [slot]);
  }
  return [...days].map(([key, slots]) => ({
    key,
    label: label.format(slots[0]?.from),
    away: Math.round((Date.parse(key) - today) / day),
    slots,
  }));
}

/**
 * "9:00 – 9:30 AM". On the night that has an hour twice, with what tells the two apart.
 * @returns a label for each slot.
 */
export function slotLabels(
  slots: readonly TimeRange[],
  language: string,
  timeZone?: string,
): readonly string[] {
  const format = (more: Intl.DateTimeFormatOptions) => {
    const options = { hour: 'numeric', minute: '2-digit', timeZone, ...more } as const;
    return new Intl.DateTimeFormat(intlLocale(language), options);
  };
  const plain = format({});
  const exact = format({ timeZoneName: 'short' });
  const starts = slots.map(({ from }) => plain.format(from));
  return slots.map((slot, index) => {
    const start = starts[index] ?? '';
    const twice = starts.indexOf(start) !== starts.lastIndexOf(start);
    return rangeText(twice || start === plain.format(slot.to) ? exact : plain, slot);
  });
}

/** Over midnight, or a change of the clock, `formatRange` would name both days: the times are enough. */
function rangeText(format: Intl.DateTimeFormat, { from, to }: TimeRange): string {
  return `${format.format(from)} – ${format.format(to)}`;
}

/** Swedish writes a date as ISO 8601 does. */
function dayKey(timeZone: string | undefined): (time: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone });
  return (time) => format.format(time);
}
