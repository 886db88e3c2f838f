import { expect } from '@open-wc/testing';
import { FakeDesk, laws, runLaw, runLaws } from '../../src/testing/index.js';
import { fakeDesk, supports } from './fake-harness.js';

describe('the laws on the fake desk', () => {
  it('have names of their own', () => {
    expect(new Set(laws.map(({ name }) => name)).size).to.equal(laws.length);
  });

  it('find what the fake declares', () => {
    const desk = new FakeDesk();
    const { challenge: _, ...visitor } = supports.visitor;
    expect(desk.visitor().supports).to.deep.equal(visitor);
    expect(desk.agent({ id: 'ann', name: 'Ann' }).supports).to.deep.equal({
      presence: true,
      retry: true,
    });
    expect(desk.calls().supports).to.deep.equal(supports.calls);
    desk.dispose();
  });

  for (const law of laws) {
    it(`${law.role}: ${law.name}`, async () => {
      const outcome = await runLaw(law, fakeDesk);
      if (outcome.outcome === 'failed') throw outcome.error;
      expect(outcome.outcome).to.equal('passed');
    });
  }

  it('skip nothing of what the fake can do', async () => {
    const { passed, skipped, failed } = await runLaws(fakeDesk);
    expect(failed).to.deep.equal([]);
    expect(skipped).to.deep.equal([]);
    expect(passed.length).to.equal(laws.length);
  });
});
