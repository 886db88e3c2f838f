import { expect } from '@open-wc/testing';
import { LawError, laws, runLaw } from '../../src/testing/index.js';
import { broken } from './broken.js';

/** When to give up, in ms. On broken desks that hang: too late is a failure too, and wanted here. */
const timeouts = { broken: 100, sound: 20_000 } as const;

describe('each law', () => {
  it('has a desk that is broken in just that way', () => {
    expect(Object.keys(broken).sort()).to.deep.equal(laws.map(({ name }) => name).sort());
  });

  for (const law of laws) {
    it(`fails on a desk that breaks it: ${law.name}`, async () => {
      const desk = broken[law.name];
      if (!desk) throw new Error('No desk breaks this law.');
      const outcome = await runLaw(law, desk, { timeout: timeouts.broken });
      expect(outcome.outcome).to.equal('failed');
      if (outcome.outcome === 'failed') expect(outcome.error).to.be.instanceOf(LawError);
    });
  }

  for (const law of laws) {
    it(`passes on desks that break other laws only: ${law.name}`, async () => {
      const others = Object.entries(broken).filter(([name]) => name !== law.name);
      await Promise.all(
        others.map(async ([name, desk]) => {
          const outcome = await runLaw(law, desk, { timeout: timeouts.sound });
          if (outcome.outcome !== 'failed') return;
          throw new Error(`It fails on the desk that breaks "${name}".`, { cause: outcome.error });
        }),
      );
    });
  }
});
