import { breaks, rows, type Broken } from './breaks.js';

const escape = (text: string) => text.replace(/</g, '&lt;');

export const brokenTravel: Broken = {
  'a number travels unchanged, with its extension': rows((row) =>
    'e164' in row.number && row.number.extension
      ? { ...row, number: { ...row.number, extension: String(Number(row.number.extension)) } }
      : row,
  ),

  'a number that could not be judged travels as typed, or judged': rows((row) =>
    'raw' in row.number
      ? { ...row, number: { ...row.number, raw: row.number.raw.replace(/\D/g, '') } }
      : row,
  ),

  'language and page travel': rows((row) =>
    row.language ? { ...row, language: row.language.toLowerCase() } : row,
  ),

  'the site’s own fields travel': rows((row) =>
    row.context
      ? { ...row, context: Object.fromEntries(Object.entries(row.context).filter(([, v]) => v)) }
      : row,
  ),

  'hostile names come out unchanged': rows((row) => ({ ...row, name: escape(row.name) })),

  'hostile fields and titles come out unchanged': rows((row) =>
    row.page ? { ...row, page: { ...row.page, title: escape(row.page.title) } } : row,
  ),

  'what nobody gave stays absent': rows((row) => ({ language: 'en', ...row })),

  'the consent is kept with the request': breaks(({ fake }) => ({
    harness: {
      consent(id) {
        const consent = fake.callback(id)?.consent;
        return consent && { text: consent.text, at: consent.at };
      },
    },
  })),
};
