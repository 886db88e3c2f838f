import type { TimeRange } from '../transport/transport.js';
import { formatOf, instantOf, localDate, type LocalDate } from './zone.js';

/** When a desk is open, as its owner would write it on the door. */
export interface OpeningHours {
  /** IANA time zone, `Europe/Rome`. */
  readonly timeZone: string;
  /** What is absent is closed. */
  readonly week: Readonly<Partial<Record<Weekday, readonly Shift[]>>>;
  /** Days that are unlike the others, by date, `2026-12-25`; an empty list: closed. */
  readonly exceptions?: Readonly<Record<string, readonly Shift[]>>;
}

/** From opening to closing, `HH:MM`, at most `24:00`. One that ends before it begins ends next day. */
export type Shift = readonly [from: string, to: string];

export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof weekdays)[number];

const dayMinutes = 24 * 60;
const dayLength = dayMinutes * 60_000;

/** How far ahead the next opening is looked for, in days: exceptions may close a year. */
const farthest = 400;

/** What is wrong with opening hours, as a sentence, or undefined. */
export function hoursProblem(hours: OpeningHours): string | undefined {
  try {
    formatOf(hours.timeZone);
  } catch {
    return `"${hours.timeZone}" is not an IANA time zone.`;
  }
  for (const name of Object.keys(hours.week)) {
    if (!(weekdays as readonly string[]).includes(name)) return `"${name}" is not a weekday.`;
  }
  for (const date of Object.keys(hours.exceptions ?? {})) {
    const parsed = new Date(`${date}T00:00:00Z`);
    const real = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date);
    if (!/^\d{4}-\d\d-\d\d$/.test(date) || !real) return `"${date}" is not a date like 2026-12-25.`;
  }
  const shifts = [...Object.values(hours.week), ...Object.values(hours.exceptions ?? {})].flat();
  for (const [from, to] of shifts) {
    const [begin, end] = [minutesOf(from), minutesOf(to)];
    if (begin === undefined || begin === dayMinutes || end === undefined || begin === end) {
      return `"${from}" to "${to}" is not a shift like "09:00" to "17:30".`;
    }
  }
  return undefined;
}

export function isOpenAt(hours: OpeningHours | undefined, time: number): boolean {
  if (!hours) return true;
  for (const range of openRanges(hours, time, time)) return range.from <= time;
  return false;
}

/** When it opens next after a time at which it is closed; undefined: not within 400 days. */
export function nextOpening(hours: OpeningHours, time: number): number | undefined {
  for (const range of openRanges(hours, time, time + farthest * dayLength)) return range.from;
  return undefined;
}

/** Until when the answer of `isOpenAt` is known to hold: its next change, or two days. */
export function nextChange(hours: OpeningHours | undefined, time: number): number | undefined {
  if (!hours) return undefined;
  const until = time + 2 * dayLength;
  for (const { from, to } of openRanges(hours, time, until)) {
    return Math.min(from > time ? from : to, until);
  }
  return until;
}

/**
 * The times at which somebody can ask to be called, ascending: each opening is cut from its beginning
 * into slots; what is left at the end is a slot too if it is half as long or more.
 *
 * @param length of a slot, in minutes
 */
export function slotsOf(
  hours: OpeningHours | undefined,
  range: TimeRange,
  length: number,
): TimeRange[] {
  const step = length * 60_000;
  const open = hours ? openRanges(hours, range.from, range.to + dayLength) : [always(range, step)];
  const slots: TimeRange[] = [];
  for (const { from, to } of open) {
    if (from >= range.to) break;
    for (let start = from; start + step / 2 <= to && start < range.to; start += step) {
      if (start >= range.from) slots.push({ from: start, to: Math.min(start + step, to) });
    }
  }
  return slots;
}

/** Where it never closes, slots follow each other from the epoch on: the same whatever the range. */
function always({ from, to }: TimeRange, step: number): TimeRange {
  return { from: Math.floor(from / step) * step, to: to + step };
}

/**
 * The openings that are not over at a time and begin before another, ascending; those that touch or
 * overlap are one, known as far as `until`.
 */
function* openRanges(hours: OpeningHours, time: number, until: number): Generator<TimeRange> {
  const today = localDate(hours.timeZone, time);
  const days = Math.ceil((until - time) / dayLength) + 1;
  let open: TimeRange | undefined;
  // From yesterday, whose night shift may last into today.
  for (let ahead = -1; ahead <= days; ahead++) {
    for (const range of rangesOf(hours, { ...today, day: today.day + ahead })) {
      if (range.to <= time || range.to <= range.from) continue;
      if (open && range.from <= open.to) {
        open = { from: open.from, to: Math.max(open.to, range.to) };
        continue;
      }
      if (open) yield open;
      open = range;
    }
  }
  if (open) yield open;
}

function rangesOf({ timeZone, week, exceptions }: OpeningHours, date: LocalDate): TimeRange[] {
  const midday = new Date(Date.UTC(date.year, date.month - 1, date.day));
  const shifts =
    exceptions?.[midday.toISOString().slice(0, 10)] ?? week[weekdays[midday.getUTCDay()]!] ?? [];
  return shifts
    .map(([from, to]) => {
      // `hoursProblem` has passed them.
      const [begin, end] = [minutesOf(from)!, minutesOf(to)!];
      return {
        from: instantOf(timeZone, date, begin, 'first'),
        to: instantOf(timeZone, date, end > begin ? end : end + dayMinutes, 'last'),
      };
    })
    .sort((a, b) => a.from - b.from);
}

function minutesOf(text: string): number | undefined {
  const [, hours, minutes] = /^(\d\d):([0-5]\d)$/.exec(text) ?? [];
  const total = Number(hours) * 60 + Number(minutes);
  return total <= dayMinutes ? total : undefined;
}
