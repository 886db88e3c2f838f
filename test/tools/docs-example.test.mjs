// The laws in Node: on the fake desk, and on the worked example of docs/transports.md, word for word as
// it is printed there. The package is imported by its own name, as readers do: build it first.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';

const DOC = new URL('../../docs/transports.md', import.meta.url);
const FOLDER = new URL('../output/docs-example/', import.meta.url);

/** The laws that need what the example leaves out, by what that is. */
const SKIPPED = {
  retry: [
    'an end that another attempt may follow does not end the watch',
    'what was canceled is never tried again',
    'what waits for another attempt has counted the last, and kept age and place',
    'agents hear that a callback waits for another attempt',
    'another attempt is not offered before its time',
    'the visitor is told when the next attempt is made',
    'another attempt is claimed anew',
    'the claim of the last attempt opens nothing in the next',
  ],
  presence: [
    'presence can be set to each of its states',
    'presence rejects with the signal’s reason when it was aborted before',
    'presence rejects with the signal’s reason when it is aborted meanwhile',
  ],
  calls: [
    'a cancel silences the phone that rings',
    'a line says how its signalling is',
    'a call that is answered and hung up moves along the transitions',
    'a call has an end exactly when it has ended',
    'hanging up before the answer stops the ringing',
    'hanging up twice is harmless',
    'hanging up says by whom',
    'a call that the phone refuses is rejected, by the visitor',
    'a call that the phone hangs up is completed, by the visitor',
    'aborting hangs up, and the phone stops ringing',
    'dialling what was aborted before is an ended call, and no phone rings',
    'a call has the methods that the line declares, and no others',
    'mute is told, and heard at the far end',
    'another microphone keeps the call muted',
    'tones arrive, all of them and in order',
    'tones to a dead call are refused with callback-ended',
    'a dead call can be muted, given a microphone and hung up without harm',
    'what the visitor says is there once connected',
    'a call can be held and taken back',
    'statistics count the packets that arrive',
    'sendTone rejects with the signal’s reason when it was aborted before',
    'sendTone rejects with the signal’s reason when it is aborted meanwhile',
  ],
  cut: [
    'a cut does not end a watch: it is lost, then live, with the present status',
    'a cut does not end a desk: it is lost, then live, with a new snapshot',
    'a request over a cut network fails with offline, and succeeds later',
    'an agent’s work over a cut network fails with offline, and succeeds later',
  ],
  loseNextAnswer: [
    'request can be repeated when its answer was lost',
    'cancel can be repeated when its answer was lost',
    'claim can be repeated when its answer was lost',
    'release can be repeated when its answer was lost',
    'report can be repeated when its answer was lost',
    'finish can be repeated when its answer was lost',
  ],
  loseAgent: [
    'the visitor is told when the agent is unreachable',
    'a lost agent goes on with the token',
    'the call of a lost agent is not offered to others',
    'the call of an agent who stays lost ends network-failed',
  ],
};

test('the example of docs/transports.md keeps the laws', async () => {
  const blocks = [...readFileSync(DOC, 'utf8').matchAll(/^```js\n(.*?)^```$/gms)];
  const codes = blocks.map(([, code]) => code);
  const desk = codes.find((code) => code.startsWith('// tiny-desk.js'));
  // As printed, but for what it prints.
  const laws = codes.find((code) => code.includes('runLaws(')).replace('console.log', '(() => {})');
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(new URL('tiny-desk.js', FOLDER), desk);
  writeFileSync(new URL('laws.js', FOLDER), `${laws}\nexport { skipped, failed };\n`);

  const { skipped, failed } = await import(new URL('laws.js', FOLDER));
  assert.deepEqual(failed, []);
  assert.deepEqual(skipped.toSorted(), Object.values(SKIPPED).flat().sort());
  assert.equal(skipped.length, 47);
});

test('the fake desk keeps the laws in Node too', async () => {
  const { FakeDesk, runLaws } = await import('callback-elements/testing');
  const { skipped, failed } = await runLaws(() => new FakeDesk());
  assert.deepEqual(failed, []);
  assert.deepEqual(skipped, [
    'the consent is kept with the request',
    'what the visitor says is there once connected',
    'a call can be held and taken back',
  ]);
});
