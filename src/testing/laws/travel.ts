import type { CallbackRequest, PhoneNumber } from '../../callback/index.js';
import { assert, same } from './assert.js';
import type { Bench } from './bench.js';
import type { Law } from './law.js';

/** Texts that break whoever builds HTML, SQL, shell commands or objects from them. */
const hostile = [
  '<img src=x onerror=alert(1)>',
  `"'\`--; DROP TABLE callbacks; \${1+1} {{1+1}} %00 \\u0000 \\`,
  'מישהו 👩‍👩‍👧‍👦 नमस्ते ﷽ e\u0301',
  'null',
];

/** Laws of what goes in and comes out. */
export const travelLaws: readonly Law[] = [
  {
    name: 'a number travels unchanged, with its extension',
    role: 'desk',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const number = { e164: '+12015550123', extension: '0042' };
      const row = await arrived(bench, { number, region: 'US' });
      same([row.number, row.region], [number, 'US'], 'The number that agents see');
    },
  },
  {
    name: 'a number that could not be judged travels as typed, or judged',
    role: 'desk',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const number = { raw: '(201) 555-0123', region: 'US' };
      const row = await arrived(bench, { number });
      const judged: PhoneNumber = 'raw' in row.number ? number : { e164: '+12015550123' };
      same(row.number, judged, 'The number that agents see');
    },
  },
  {
    name: 'language and page travel',
    role: 'desk',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const page = { url: 'https://shop.example/cart?id=1#pay', title: 'Cart – Shop' };
      const row = await arrived(bench, { language: 'pt-BR', page });
      same([row.language, row.page], ['pt-BR', page], 'Language and page that agents see');
    },
  },
  {
    name: 'the site’s own fields travel',
    role: 'desk',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const context = { order: '4711', note: '', Größe: 'L', long: 'x'.repeat(1000) };
      same((await arrived(bench, { context })).context, context, 'The fields that agents see');
    },
  },
  {
    name: 'hostile names come out unchanged',
    role: 'desk',
    needs: ['visitor', 'agent'],
    async run(bench) {
      for (const name of hostile) {
        const row = await arrived(bench, { name });
        same(row.name, name, 'The name that agents see');
      }
    },
  },
  {
    name: 'hostile fields and titles come out unchanged',
    role: 'desk',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const names = [
        '__proto__',
        'constructor',
        'toString',
        ...hostile.map((text) => text.slice(0, 64)),
      ];
      const context = Object.fromEntries(
        names.map((name, i) => [name, hostile[i % hostile.length]!]),
      );
      for (const title of hostile) {
        const page = { url: 'https://shop.example/?<script>', title };
        const row = await arrived(bench, { context, page });
        same([row.context, row.page], [context, page], 'Fields and page that agents see');
      }
    },
  },
  {
    name: 'what nobody gave stays absent',
    role: 'desk',
    needs: ['visitor', 'agent'],
    async run(bench) {
      const row = await arrived(bench, {});
      const optional = ['language', 'page', 'context', 'claimedBy', 'lastAttempt'] as const;
      same(
        optional.filter((field) => row[field] !== undefined),
        [],
        'The fields that nobody gave',
      );
    },
  },
  {
    name: 'the consent is kept with the request',
    role: 'desk',
    needs: ['visitor', 'consent'],
    async run(bench) {
      const consent = {
        text: 'Call me about <my> order.',
        version: '2024-05',
        at: 1_700_000_000_000,
      };
      const { receipt } = await bench.ask({ consent });
      same(await bench.desk.consent?.(receipt.id), consent, 'The consent that is kept');
    },
  },
];

async function arrived(bench: Bench, over: Partial<CallbackRequest>) {
  const { receipt } = await bench.ask(over);
  const { waiting } = await bench.snapshot(bench.agent());
  const row = waiting.find(({ id }) => id === receipt.id);
  assert(row, 'What was asked for should be in the Waiting list.');
  return row;
}
