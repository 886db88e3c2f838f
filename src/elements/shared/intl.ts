/** The language as `Intl` accepts it: a page may write anything into `lang`. */
export function intlLocale(language: string): string {
  try {
    return Intl.getCanonicalLocales(language.replaceAll('_', '-'))[0] ?? 'en';
  } catch {
    return 'en';
  }
}

/** "at 3:45 PM", "on Tuesday at 9:00 AM" are left to the language: a time, with the day if another. */
export function formatTime(time: number, language: string, now = Date.now()): string {
  const sameDay = new Date(time).toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(intlLocale(language), {
    ...(sameDay ? {} : { weekday: 'long', day: 'numeric', month: 'long' }),
    hour: 'numeric',
    minute: '2-digit',
  }).format(time);
}

/** "3 minutes". Never less than one: a wait is an estimate, not a stopwatch. */
export function formatMinutes(seconds: number, language: string): string {
  return new Intl.NumberFormat(intlLocale(language), {
    style: 'unit',
    unit: 'minute',
    unitDisplay: 'long',
  }).format(Math.max(1, Math.ceil(seconds / 60)));
}

/** "Central European Time": the visitor's own time zone, as people call it. */
export function zoneName(language: string, timeZone?: string): string {
  const named = (timeZoneName: 'longGeneric' | 'long') =>
    new Intl.DateTimeFormat(intlLocale(language), { timeZone, timeZoneName })
      .formatToParts()
      .find(({ type }) => type === 'timeZoneName')?.value ?? '';
  try {
    const generic = named('longGeneric');
    // Of a zone without a summer time, like UTC, some browsers know only "GMT+00:00" by that name.
    return generic.startsWith('GMT') ? named('long') : generic;
  } catch {
    // Safari before 15.4 knows only the names of winter and summer time.
    return named('long');
  }
}

/** A text in the middle of a sentence, whichever way either of them reads (UAX #9). */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}

/** A number reads left to right in every language, in the middle of a sentence too (UAX #9). */
export function ltrIsolated(number: string): string {
  return `\u2066${number}\u2069`;
}
