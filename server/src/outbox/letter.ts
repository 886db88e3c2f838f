import { cleanName, isDialable, type PhoneNumber } from 'callback-elements/callback.js';
import type { MailBody } from './entries.js';
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
  if (request.language) lines.push([words.language, cleanName(request.language)]);
  if (request.page) {
    const { title, url } = request.page;
    lines.push([words.page, cleanName(`${title} ${url}`)]);
  }
  for (const [field, value] of Object.entries(request.context ?? {})) {
    lines.push([cleanName(field), cleanName(value)]);
  }
  const intro = words.intro[type].replace('{name}', () => name);
  const footer = words.footer.replace('{site}', () => site).replace('{id}', () => callbackId);
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
      `<p>${escaped(intro)}</p><table>${lines.map(rowOf).join('')}</table>` +
      `<p><small>${escaped(footer)}</small></p></body></html>`,
  };
}

function rowOf([label, value, link]: Line): string {
  const text = `<bdi>${escaped(value)}</bdi>`;
  const cell = link ? `<a href="${escaped(link)}">${text}</a>` : text;
  return `<tr><th align="start">${escaped(label)}</th><td>${cell}</td></tr>`;
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

function timeWriter(language: MailLanguage, timeZone: string): (time: number) => string {
  const format = new Intl.DateTimeFormat(language, {
    dateStyle: 'full',
    timeStyle: 'short',
    timeZone,
  });
  return (time) => `${format.format(time)} (${timeZone})`;
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
