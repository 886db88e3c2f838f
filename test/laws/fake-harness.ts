import { FakeDesk, type LawDesk } from '../../src/testing/index.js';

/** What the fake declares when nothing is taken away, and holding, which it can do too. */
export const supports = {
  visitor: { cancel: true, schedule: true, change: true, liveAvailability: true },
  agent: { presence: true, retry: true },
  calls: { dtmf: 'signalled', hold: true, stats: true },
} as const;

/** The fake with all that a harness can have, so that no law is skipped. */
export function fakeDesk(): LawDesk & { readonly fake: FakeDesk } {
  const fake = new FakeDesk({
    supports,
    line: { supports: supports.calls, remoteAudio: new MediaStream() },
  });
  return Object.assign(fake, {
    fake,
    media: true as const,
    consent: (id: string) => fake.callback(id)?.consent,
  });
}
