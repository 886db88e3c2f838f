import { expect } from '@open-wc/testing';
import {
  LawError,
  laws,
  runLaw,
  runLaws,
  type Law,
  type LawDesk,
} from '../../src/testing/index.js';
import { broken } from './broken.js';
import { fakeDesk } from './fake-harness.js';

const law = (run: Law['run'], needs: Law['needs'] = []): Law => ({
  name: 'a law of the test',
  role: 'desk',
  needs,
  run,
});

describe('running laws', () => {
  it('skips what needs something that the desk has not, and says what', async () => {
    const { visitor } = fakeDesk();
    const outcome = await runLaw(
      law(() => Promise.reject(new Error('It was run.')), ['visitor', 'agent', 'dtmf', 'cut']),
      () => ({ ...(visitor && { visitor }) }),
    );
    expect(outcome).to.deep.include({ outcome: 'skipped', missing: ['agent', 'dtmf', 'cut'] });
  });

  it('gives up on what hangs, says what it has waited for, and closes the bench', async () => {
    let signal: AbortSignal | undefined;
    const outcome = await runLaw(
      law(async (bench) => {
        ({ signal } = bench);
        await bench.wait('the end of the world', new Promise(() => {}));
      }),
      fakeDesk,
      { timeout: 10 },
    );
    expect(outcome.outcome).to.equal('failed');
    const { error } = outcome as { error: Error };
    expect(error).to.be.instanceOf(LawError);
    expect(error.message).to.equal('Waited 10 ms in vain for the end of the world.');
    expect(signal?.aborted).to.equal(true);
  });

  it('disposes of each desk, whatever has become of the law', async () => {
    let disposed = 0;
    const harness = (): LawDesk => ({ dispose: () => void (disposed += 1) });
    await runLaw(
      law(() => Promise.resolve()),
      harness,
    );
    await runLaw(
      law(() => Promise.reject(new Error('broken'))),
      harness,
    );
    await runLaw(
      law(() => Promise.resolve(), ['agent']),
      harness,
    );
    expect(disposed).to.equal(3);
  });

  it('calls a refusal that nobody has expected a broken law, and a mistake a mistake', async () => {
    const refused = await runLaw(
      law(async (bench) => {
        await bench.agent().claim('unknown', { claimKey: 'key' });
      }),
      fakeDesk,
    );
    expect((refused as { error: Error }).error).to.be.instanceOf(LawError);
    const mistake = await runLaw(
      law(() => Promise.reject(new TypeError('a mistake'))),
      fakeDesk,
    );
    expect((mistake as { error: Error }).error).to.be.instanceOf(TypeError);
  });

  it('counts every law once, and tells of each', async () => {
    const told: string[] = [];
    const report = await runLaws(() => ({}), { onLaw: ({ outcome }) => told.push(outcome) });
    expect(report).to.deep.equal({ passed: [], skipped: laws.map(({ name }) => name), failed: [] });
    expect(told).to.deep.equal(laws.map(() => 'skipped'));
  });

  it('reports what has failed, by name', async () => {
    const name = 'language and page travel';
    const { passed, skipped, failed } = await runLaws(broken[name]!);
    expect(failed.map((one) => one.name)).to.deep.equal([name]);
    expect(skipped).to.deep.equal([]);
    expect(passed.length).to.equal(laws.length - 1);
  });
});
