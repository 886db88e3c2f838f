import { FakeDesk, type FakePhoneLine, type LawDesk } from '../../src/testing/index.js';

/** What the fake declares when nothing is taken away. */
export const supports = {
  visitor: {
    cancel: true,
    schedule: true,
    change: true,
    liveAvailability: true,
    queue: true,
    challenge: true,
  },
  agent: { presence: true, retry: true },
  calls: { dtmf: 'signalled', hold: true, transfer: true, stats: true },
} as const;

const dispositions = [{ code: 'sale', label: 'Sold' }];

/** The fake with all that a harness can have, so that no law is skipped. */
export function fakeDesk(): LawDesk & { readonly fake: FakeDesk } {
  const fake = new FakeDesk({
    supports,
    policy: { dispositions, showAgent: true },
    line: { remoteAudio: new MediaStream() },
  });
  const line = fake.calls() as FakePhoneLine;
  return Object.assign(fake, {
    fake,
    media: true as const,
    dispositions,
    loseLine: () => line.signal('disconnected'),
    restoreLine: () => line.signal('connected'),
    consent: (id: string) => fake.callback(id)?.consent,
  });
}
