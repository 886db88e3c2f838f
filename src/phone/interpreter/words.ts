import { callingCodeOf } from '../regions.js';

/** Words that say what a number is or ask for the call, without diacritics. Not "fax": nobody answers. */
const known = new Set(
  // Several languages.
  (
    'tel tels tlf tfno phone ph telefon mob mobil mobile cell cel gsm sms whatsapp viber telegram ' +
    'signal num nr nro no n ' +
    // English, with what is said around a number.
    'telephone cellphone cellular number home work office direct main private call text ring me us ' +
    'my is it at on the or and please thanks thank you ' +
    // Italian, German, French, Spanish, Portuguese, Dutch.
    'telefono cellulare casa ufficio lavoro fisso numero chiamami chiamatemi chiamate al il mio grazie ' +
    'handy festnetz privat buro arbeit dienstlich nummer rufnummer bitte danke ' +
    'telephones portable fixe bureau domicile maison merci ' +
    'movil celular trabajo oficina fijo gracias ' +
    'telefone telemovel trabalho escritorio obrigado ' +
    'telefoon mobiel thuis werk ' +
    // Polish, Russian, Chinese, Japanese, Arabic.
    'komorka praca dom тел телефон моб мобильныи 电话 手机 電話 携帯 هاتف جوال'
  ).split(' '),
);

/** Telephones, as signs. */
export const telephones = /[☎☏✆📞📱📲]/gu;

/** What stands for a word at the beginning: "M: 347 …". */
export const initial = /^[ctmpwh](?:[.:]\s?|\s(?=\+))/i;

export function isKnownWord(word: string): boolean {
  // In capitals it is a country.
  if (word === 'US') return false;
  return known.has(word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase());
}

const aliases: Readonly<Record<string, string>> = { UK: 'GB', USA: 'US', UAE: 'AE' };

/** The region that a word names, in capitals as ISO 3166-1 has it: `US`, `UK`. */
export function regionOfWord(word: string): string | undefined {
  const region = aliases[word] ?? word;
  return callingCodeOf(region) ? region : undefined;
}
