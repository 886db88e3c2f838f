import { readFileSync } from 'node:fs';
import { defaultTimes, hoursProblem, type DeskPolicy } from 'callback-elements/desk.js';
import {
  callingCodeOf,
  defaultPolicy as defaultNumbers,
  numberTypes,
} from 'callback-elements/phone.js';
import { secretsProblem } from '../outbox/webhook-secrets.js';
import type { SiteSettings } from '../settings.js';
import type { Given } from './given.js';
import type { SiteInFile } from './site-file.js';

const hour = 60 * 60_000;

/** What the flags and variables say of any site. */
export function siteFromGiven(given: Given): SiteInFile {
  const webhook = present({
    url: given.text('webhook-url'),
    secret: given.text('webhook-secret'),
  });
  const mail = present({
    smtp: given.text('smtp-url'),
    from: given.text('mail-from'),
    to: given.list('mail-to'),
  });
  return present({
    origins: given.list('origins'),
    regions: given.list('regions'),
    refuseTypes: given.list('refuse-types'),
    refusePrefixes: given.list('refuse-prefixes'),
    doNotCallFile: given.text('do-not-call'),
    maxWaitHours: given.number('max-wait-hours', { least: 0.05, most: 8_784, fractions: true }),
    retentionHours: given.number('retention-hours', { least: 0, most: 87_840, fractions: true }),
    challenge: given.number('challenge', { least: 0, most: Number.MAX_SAFE_INTEGER }),
    webhook,
    mail,
  });
}

/** Judges one site and completes it. Mistakes are told to `given`. */
export class SiteReader {
  readonly #given: Given;
  readonly #demo: boolean;
  readonly #general: SiteInFile;

  constructor(given: Given, demo: boolean) {
    this.#given = given;
    this.#demo = demo;
    this.#general = siteFromGiven(given);
  }

  /** @param own what RELAY_CONFIG says of it; absent: there is no such file. */
  read(name: string, own: SiteInFile = {}): SiteSettings {
    if (!/^[a-z\d][a-z\d_-]{0,62}$/i.test(name)) {
      this.#wrong(`"${name}" is no name of a site: letters, digits, - and _, 63 at most.`);
    }
    const site = {
      ...this.#general,
      ...own,
      webhook: { ...this.#general.webhook, ...own.webhook },
      mail: { ...this.#general.mail, ...own.mail },
    };
    /** How a sentence names a setting of this site. */
    const label = (setting: string, option: string) =>
      setting.split('.').reduce<unknown>((at, key) => at && (at as Row)[key], own) === undefined
        ? this.#given.label(option)
        : `sites.${name}.${setting}`;
    const { challenge } = site;
    return {
      name,
      origins: this.#origins(site, label, name),
      regions: this.#regions(site, label, name),
      refuseTypes: this.#refuseTypes(site, label),
      refusePrefixes: this.#refusePrefixes(site, label),
      doNotCall: this.#doNotCall(site, label),
      policy: this.#policy(name, site),
      ...(challenge && { challenge: { cost: challenge } }),
      ...present({ webhook: this.#webhook(site, label), mail: this.#mail(site, label) }),
    };
  }

  #wrong(sentence: string): void {
    this.#given.wrong(sentence);
  }

  #origins({ origins }: SiteInFile, label: Label, name: string): readonly string[] {
    if (!origins || origins.length === 0) {
      if (this.#demo) return ['*'];
      this.#wrong(
        `${label('origins', 'origins')} is empty${ofSite(name)}: name the websites whose pages may call, like "https://shop.example".`,
      );
      return [];
    }
    for (const origin of origins) {
      if (origin === '*' && this.#demo) continue;
      if (originOf(origin) !== origin) {
        const meant = originOf(origin);
        const hint = meant ? `write "${meant}"` : 'write it like "https://shop.example"';
        this.#wrong(`${label('origins', 'origins')} has "${origin}", which is no origin: ${hint}.`);
      }
    }
    return origins;
  }

  #regions({ regions }: SiteInFile, label: Label, name: string): readonly string[] | '*' {
    if (this.#demo && (!regions || regions.includes('*'))) return '*';
    if (!regions || regions.length === 0) {
      this.#wrong(
        `${label('regions', 'regions')} is empty${ofSite(name)}: name the countries that are called, like "IT FR", or try it with --demo.`,
      );
      return [];
    }
    const codes = regions.map((region) => region.toUpperCase());
    for (const code of codes) {
      if (callingCodeOf(code) === undefined) {
        this.#wrong(
          `${label('regions', 'regions')} has "${code}", which is no country like "IT" (ISO 3166-1).`,
        );
      }
    }
    return codes;
  }

  #refuseTypes({ refuseTypes }: SiteInFile, label: Label): readonly string[] {
    if (!refuseTypes) return defaultNumbers.refusedTypes;
    for (const type of refuseTypes) {
      if (!(numberTypes as readonly string[]).includes(type)) {
        const all = numberTypes.join(', ');
        this.#wrong(
          `${label('refuseTypes', 'refuse-types')} has "${type}", which is none of ${all}.`,
        );
      }
    }
    return refuseTypes;
  }

  #refusePrefixes({ refusePrefixes }: SiteInFile, label: Label): readonly string[] {
    if (!refusePrefixes) return defaultNumbers.refusedPrefixes;
    for (const prefix of refusePrefixes) {
      if (!/^\+[1-9]\d{0,14}$/.test(prefix)) {
        this.#wrong(
          `${label('refusePrefixes', 'refuse-prefixes')} has "${prefix}", which is no beginning like "+881".`,
        );
      }
    }
    return refusePrefixes;
  }

  #doNotCall(site: SiteInFile, label: Label): ReadonlySet<string> {
    const numbers = new Set<string>();
    const add = (number: string, where: string) => {
      if (/^\+[1-9]\d{1,14}$/.test(number)) numbers.add(number);
      else this.#wrong(`${where} has "${number}", which is no number like "+390652712".`);
    };
    for (const number of site.doNotCall ?? []) add(number, label('doNotCall', 'do-not-call'));
    if (site.doNotCallFile !== undefined) {
      const where = label('doNotCallFile', 'do-not-call');
      // People write spaces into numbers, and comments into files.
      for (const line of this.#lines(site.doNotCallFile, where)) {
        const number = line.replace(/#.*/, '').replace(/[\s().-]/g, '');
        if (number) add(number, where);
      }
    }
    return numbers;
  }

  #lines(path: string, where: string): readonly string[] {
    try {
      return readFileSync(path, 'utf8').split('\n');
    } catch (error) {
      this.#wrong(`${where} cannot be read: ${(error as Error).message}.`);
      return [];
    }
  }

  #policy(name: string, site: SiteInFile): Partial<DeskPolicy> {
    const problem = site.hours && hoursProblem(site.hours);
    if (problem) this.#wrong(`In sites.${name}.hours, ${problem}`);
    const codes = site.outcomes?.map(({ code }) => code) ?? [];
    const twice = codes.find((code, index) => codes.indexOf(code) < index);
    if (twice) this.#wrong(`sites.${name}.outcomes has the code "${twice}" twice.`);
    const forget = hours(site.retentionHours) ?? defaultTimes.forget;
    return {
      times: {
        ...defaultTimes,
        receipt: hours(site.maxWaitHours) ?? defaultTimes.receipt,
        forget,
        remove: Math.max(defaultTimes.remove, forget),
      },
      ...present({
        hours: site.hours,
        slotLength: site.slotMinutes,
        horizon: site.horizonDays,
        showAgent: site.showAgent,
        handlingTime: site.handlingSeconds,
        dispositions: site.outcomes,
      }),
    };
  }

  #webhook({ webhook = {} }: SiteInFile, label: Label): SiteSettings['webhook'] {
    const { url, secret } = webhook;
    if (url === undefined) return undefined;
    const [at, secretAt] = [
      label('webhook.url', 'webhook-url'),
      label('webhook.secret', 'webhook-secret'),
    ];
    checkUrl(url, ['http:', 'https:'], at, this.#given);
    if (secret === undefined) this.#wrong(`${at} needs ${secretAt}, which signs what it is told.`);
    const problem = secret !== undefined && secretsProblem(secret);
    if (problem) this.#wrong(`${secretAt} ${problem}`);
    return { url, secret: secret ?? '' };
  }

  #mail({ mail = {} }: SiteInFile, label: Label): SiteSettings['mail'] {
    const { smtp, from, to } = mail;
    const labels = {
      smtp: label('mail.smtp', 'smtp-url'),
      from: label('mail.from', 'mail-from'),
      to: label('mail.to', 'mail-to'),
    };
    if (smtp === undefined && from === undefined && to === undefined) return undefined;
    if (smtp !== undefined) checkUrl(smtp, ['smtp:', 'smtps:'], labels.smtp, this.#given);
    const missing = Object.entries({ smtp, from, to: to?.length ? to : undefined })
      .filter(([, value]) => value === undefined)
      .map(([key]) => labels[key as keyof typeof labels]);
    if (missing.length > 0) this.#wrong(`Mail needs ${missing.join(' and ')}, too.`);
    for (const [address, where] of [
      [from, labels.from],
      ...(to ?? []).map((one) => [one, labels.to]),
    ] as [string | undefined, string][]) {
      if (address !== undefined && !/^[^\s@<>,;]+@[^\s@<>,;]+$/.test(address)) {
        this.#wrong(`${where} has "${address}", which is no address like "desk@shop.example".`);
      }
    }
    return { smtp: smtp ?? '', from: from ?? '', to: to ?? [] };
  }
}

type Label = (setting: string, option: string) => string;
type Row = Readonly<Record<string, unknown>>;

/** Says so when a text is no address of one of these schemes. Never shows it: it may hold a password. */
export function checkUrl(text: string, schemes: readonly string[], label: string, given: Given) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !schemes.includes(url.protocol) || !url.hostname) {
    given.wrong(`${label} is no address that begins with ${schemes.join('// or ')}//.`);
  }
}

/** `https://shop.example` of any address there, or undefined. */
function originOf(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url && url.origin !== 'null' ? url.origin : undefined;
}

function ofSite(name: string): string {
  return name === 'default' ? '' : ` for the site ${name}`;
}

function hours(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value * hour;
}

/** Without what is undefined, which an optional property may not be. */
function present<T extends object>(values: T): Present<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Present<T>;
}

type Present<T> = { readonly [Key in keyof T]?: Exclude<T[Key], undefined> };
