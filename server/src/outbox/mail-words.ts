/** The languages that mails to a site's own people are written in. */
export type MailLanguage = 'en' | 'it';

export interface MailWords {
  readonly subject: Readonly<Record<'requested' | 'changed' | 'canceled', string>>;
  /** `{name}` is the visitor's. */
  readonly intro: Readonly<Record<'requested' | 'changed' | 'canceled', string>>;
  readonly number: string;
  readonly extension: string;
  readonly call: string;
  readonly soon: string;
  readonly asked: string;
  readonly language: string;
  readonly page: string;
  /** `{site}`, `{id}`. */
  readonly footer: string;
}

export const mailWords: Readonly<Record<MailLanguage, MailWords>> = {
  en: {
    subject: {
      requested: 'Please call back',
      changed: 'Changed: please call back',
      canceled: 'No call needed',
    },
    intro: {
      requested: '{name} asks to be called back.',
      changed: '{name} has corrected the request. This is what counts now:',
      canceled: '{name} does not want to be called back any more.',
    },
    number: 'Number',
    extension: 'extension',
    call: 'Call',
    soon: 'as soon as possible',
    asked: 'Asked at',
    language: 'Language',
    page: 'Page',
    footer: 'Site: {site}. Request: {id}.',
  },
  it: {
    subject: {
      requested: 'Da richiamare',
      changed: 'Modificata: da richiamare',
      canceled: 'Non richiamare più',
    },
    intro: {
      requested: '{name} chiede di ricevere una chiamata.',
      changed: '{name} ha corretto la richiesta. Ora vale quanto segue:',
      canceled: '{name} non vuole più ricevere la chiamata.',
    },
    number: 'Numero',
    extension: 'interno',
    call: 'Chiamare',
    soon: 'appena possibile',
    asked: 'Richiesta del',
    language: 'Lingua',
    page: 'Pagina',
    footer: 'Sito: {site}. Richiesta: {id}.',
  },
};
