import { FakeDesk, type LawDesk } from '../../src/testing/index.js';

/** What the fake declares when nothing is taken away, and holding, which it can do too. */
export const supports = {
  visitor: { cancel: true, schedule: true, change: true, liveAvailability: true, queue: true },
  agent: { presence: true, retry: true },
  calls: { dtmf: 'signalled', hold: true, stats: true },
} as const;

const dispositions = [{ code: 'sale', label: 'Sold' }];

/** The fake with all that a harness can have, so that no law is skipped. */
export function fakeDesk(): LawDesk & { readonly fake: FakeDesk } {
  const fake = new FakeDesk({
    supports,
    policy: { dispositions, showAgent: true },
    line: { supports: supports.calls, remoteAudio: new MediaStream() },
  });
  return Object.assign(fake, {
    fake,
    media: true as const,
    dispositions,
    consent: (id: string) => fake.callback(id)?.consent,
  });
}
