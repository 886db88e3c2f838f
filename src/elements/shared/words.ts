import { cleanName } from '../../callback/index.js';
import type { WaitingCallback } from '../../transport/transport.js';
import { regionByCallingCode, callingCodeOf } from '../../phone/index.js';

/** mm:ss, with hours only when there are any. */
export function clockText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = `${two(minutes)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** How long ago, short and rounded down: "5 min". Undefined for less than a minute. */
export function ageText(milliseconds: number, language: string): string | undefined {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return undefined;
  const [value, unit] =
    minutes < 60
      ? [minutes, 'minute']
      : minutes < 48 * 60
        ? [Math.floor(minutes / 60), 'hour']
        : [Math.floor(minutes / (24 * 60)), 'day'];
  const options = { style: 'unit', unit: unit as string, unitDisplay: 'short' } as const;
  return new Intl.NumberFormat(locale(language), options).format(value as number);
}

/** `Italy` for `IT`; the code itself where the browser has no name for it. */
export function regionName(region: string, language: string): string {
  return displayName(region, language, 'region');
}

/** `Italian` for `it`; the tag itself where the browser has no name for it. */
export function languageName(tag: string, language: string): string {
  return displayName(tag, language, 'language');
}

/** A visitor's name without what could reorder the words around it, however it came here. */
export function nameOf({ name }: WaitingCallback): string {
  return cleanName(name);
}

/** A number whose country's grouping is not at hand: calling code apart, then groups of three. */
export function plainNumberText(e164: string): string {
  const region = regionByCallingCode(e164);
  const code = region ? callingCodeOf(region) : undefined;
  const national = e164.slice(1 + (code?.length ?? 0));
  // The last group takes four rather than leave a single digit alone.
  const groups = national.match(/\d{3}(?=\d{2})|\d+/g) ?? [];
  return [`+${code ?? ''}`, ...groups].join(code ? ' ' : '');
}

/** A tag that `Intl` takes: a page's `lang` may be anything. */
export function locale(language: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(language)[0];
  } catch {
    return undefined;
  }
}

function displayName(code: string, language: string, type: 'region' | 'language'): string {
  try {
    return new Intl.DisplayNames(locale(language), { type }).of(code) ?? code;
  } catch {
    return code;
  }
}
