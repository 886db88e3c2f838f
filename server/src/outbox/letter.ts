import { cleanName, isDialable, type PhoneNumber } from 'callback-elements/callback.js';
import type { MailBody } from './mail-body.js';
import { mailWords, type MailLanguage } from './mail-words.js';

/** About whom a mail is. */
export interface LetterContext {
  readonly site: string;
  readonly callbackId: string;
  readonly language: MailLanguage;
  /** IANA time zone in which times are written. */
  readonly timeZone: string;
}

export interface Letter {
  /** One line. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

type Line = readonly [label: string, value: string, link?: string | undefined];

/** The words of a mail. Whatever a visitor sent is one line of text in it, and never markup. */
export function letterOf(
  { type, request, requestedAt, notBefore }: MailBody,
  { site, callbackId, language, timeZone }: LetterContext,
): Letter {
  const words = mailWords[language];
  const name = cleanName(request.name);
  const number = spoken(request.number, words.extension);
  const time = timeWriter(language, timeZone);
  const lines: Line[] = [[words.number, number, dialLink(request.number)]];
  if (type !== 'canceled') {
    lines.push([words.call, notBefore === undefined ? words.soon : time(notBefore)]);
  }
  lines.push([words.asked, time(requestedAt)]);
  if (request.language) lines.push([words.language, languageName(request.language, language)]);
  if (request.page) {
    const { title, url } = request.page;
    lines.push([words.page, cleanName(`${title} ${url}`)]);
  }
  for (const [field, value] of Object.entries(request.context ?? {})) {
    lines.push([cleanName(field), cleanName(value)]);
  }
  const intro = words.intro[type].replace('{name}', () => name);
  const footer = words.footer
    .replace('{site}', () => site)
    .replace('{id}', () => cleanName(callbackId));
  return {
    subject: `${words.subject[type]}: ${name}, ${number}`,
    text: [
      intro,
      '',
      ...lines.map(([label, value]) => `${label}: ${value}`),
      '',
      '-- ',
      footer,
      '',
    ].join('\n'),
    html:
      `<!doctype html><html lang="${language}"><meta charset="utf-8"><body>` +
      `<p>${escaped(intro)}</p><table cellpadding="4">${lines.map(rowOf).join('')}</table>` +
      `<p><small>${escaped(footer)}</small></p></body></html>`,
  };
}

function rowOf([label, value, link]: Line): string {
  const text = `<bdi>${escaped(value)}</bdi>`;
  const cell = link ? `<a href="${escaped(link)}">${text}</a>` : text;
  return `<tr><th scope="row" align="left" valign="top">${escaped(label)}</th><td>${cell}</td></tr>`;
}

function spoken(number: PhoneNumber, extension: string): string {
  if (!isDialable(number)) return cleanName(`${number.raw} (${number.region})`);
  return number.extension ? `${number.e164}, ${extension} ${number.extension}` : number.e164;
}

/** A `tel:` address (RFC 3966), for a number that has the shape of one. */
function dialLink(number: PhoneNumber): string | undefined {
  if (!isDialable(number) || !/^\+\d+$/.test(number.e164)) return undefined;
  const isDigits = /^\d+$/.test(number.extension ?? '');
  return `tel:${number.e164}${isDigits ? `;ext=${number.extension}` : ''}`;
}

/** Days before months, and 24 hours: read alike wherever English is. */
const locales: Readonly<Record<MailLanguage, string>> = { en: 'en-GB', it: 'it-IT' };

function timeWriter(language: MailLanguage, timeZone: string): (time: number) => string {
  const format = new Intl.DateTimeFormat(locales[language], {
    dateStyle: 'full',
    timeStyle: 'short',
    timeZone,
  });
  return (time) => `${format.format(time)} (${timeZone})`;
}

/** Its name, or what was sent when it is no language tag. */
function languageName(tag: string, language: MailLanguage): string {
  try {
    return new Intl.DisplayNames(locales[language], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return cleanName(tag);
  }
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}
