// The laws in Node: on the fake desk, and on the worked examples of docs/transports.md, word for word as
// they are printed there. The package is imported by its own name, as readers do: build it first.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';

const DOC = new URL('../../docs/transports.md', import.meta.url);
const FOLDER = new URL('../output/docs-example/', import.meta.url);

/** The laws that need what neither example has, by what that is. */
const WITHOUT_NETWORK = {
  calls: [
    'a cancel silences the phone that rings',
    'a line says how its signalling is',
    'a line that is connected has no error',
    'a line that loses its signalling tells of it, and has no error once it is back',
    'a call comes from the number that the claim names',
    'early media is told of, and there to be heard, before the answer',
    'early media ends with the answer',
    'a call without early media never says that it has any',
    'what the telephone network says of the end reaches the agent',
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
    'statistics count the packets that arrive',
    'a call can be held and taken back',
    'a held call is silent at the far end, and heard again once it is taken back',
    'mute and hold are apart: neither ends the other',
    'another microphone keeps the call held',
    'holding twice is harmless, and so is taking back twice',
    'holding before the answer is refused with unavailable',
    'holding a dead call is refused with callback-ended',
    'a hold that the phone does not agree to is refused with unavailable, and the call goes on',
    'a call that the phone holds is held, until the phone takes it back',
    'a call that both hold is held until both have taken it back',
    'that another holds too is told, though the call is held already',
    'a call that is held while it reconnects is held when it is back',
    'a held call that is hung up is completed, by whoever hung up',
    'a call that was transferred has ended so, by the agent',
    'the phone goes where it was transferred to',
    'a call whose transfer the phone refuses goes on',
    'a held call can be transferred',
    'transferring before the answer is refused with unavailable',
    'transferring a dead call is refused with callback-ended',
    'sendTone rejects with the signal’s reason when it was aborted before',
    'sendTone rejects with the signal’s reason when it is aborted meanwhile',
  ],
  cut: [
    'a cut does not end a watch of the availability: it is lost, then live, with the present one',
    'a cut does not end a watch: it is lost, then live, with the present status',
    'a cut does not end a desk: it is lost, then live, with a new snapshot',
    'a request over a cut network fails with offline, and succeeds later',
    'an agent’s work over a cut network fails with offline, and succeeds later',
  ],
  loseNextAnswer: [
    'request can be repeated when its answer was lost',
    'cancel can be repeated when its answer was lost',
    'change can be repeated when its answer was lost',
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

/** The laws that need what no desk of these has: it asks for no proof of work. */
const WITHOUT_CHALLENGE = {
  challenge: [
    'a challenge says its kind, and how long it is good',
    'a request without the proof that is asked for is refused',
    'a request with a made-up proof is refused',
    'a request with its proof is accepted, and can be repeated with it',
    'a proof is good for one request',
    'a proof that is too old is refused',
    'challenge rejects with the signal’s reason when it was aborted before',
    'challenge rejects with the signal’s reason when it is aborted meanwhile',
  ],
};

/** The laws that need what the plain example leaves out, by what that is. */
const LEFT_OUT = {
  schedule: [
    'slots are to come, ascending, apart, and within the range',
    'what was asked for later is not offered before its time',
    'what was asked for later is offered when its time has come',
    'the visitor is told the time that was asked for',
    'the receipt of a request for later outlives its time',
    'a request for a time that has passed is for now',
    'a time that is none is refused as time-invalid',
    'a request for later can be canceled',
    'a time can be put off and brought forward',
    'slots rejects with the signal’s reason when it was aborted before',
    'slots rejects with the signal’s reason when it is aborted meanwhile',
  ],
  change: [
    'agents see the corrected number, with age and place kept',
    'the claim of what was corrected says the new number',
    'a change that is repeated late takes nothing back',
    'the same key with another change is refused as key-reused',
    'changing is too late once an agent has it',
    'changing is too late when it is over',
    'a wrong secret is forbidden to change',
    'an unknown callback is not found by change',
    'a malformed change is refused, and changes nothing',
    'one visitor’s correction leaves the other request for the same number open',
    'change rejects with the signal’s reason when it was aborted before',
    'change rejects with the signal’s reason when it is aborted meanwhile',
  ],
  retry: [
    'an end that another attempt may follow does not end the watch',
    'what was canceled is never tried again',
    'the key of a finished claim still gives that claim, and no other',
    'what waits for another attempt has counted the last, and kept age and place',
    'agents hear that a callback waits for another attempt',
    'another attempt is not offered before its time',
    'the visitor is told when the next attempt is made',
    'the visitor is told that the receipt works for as long as its callback waits',
    'another attempt is claimed anew',
    'the claim of the last attempt opens nothing in the next',
  ],
};

/** Between two ticks of a desk's clock, in ms: shorter than a lease. */
const STEP = 30_000;

test('the plain example of docs/transports.md keeps the laws', async () => {
  print('// tiny-desk.js', 'tiny-desk.js');
  // As printed, but for what it prints.
  print('runLaws(', 'laws.js', (code) => {
    const quiet = code.replace('console.log', '(() => {})');
    return `${quiet}\nexport { skipped, failed };\n`;
  });
  const { skipped, failed } = await import(new URL('laws.js', FOLDER));
  assert.deepEqual(failed, []);
  assert.deepEqual(skipped.toSorted(), names(WITHOUT_NETWORK, WITHOUT_CHALLENGE, LEFT_OUT));
});

test('the example on the library’s own rules keeps all of them', async () => {
  print('// own-desk.js', 'own-desk.js');
  const { runLaws } = await import('callback-elements/testing');
  const { MapStore } = await import('callback-elements/desk.js');
  const { OwnDesk } = await import(new URL('own-desk.js', FOLDER));
  const dispositions = [{ code: 'sold', label: 'Sold' }];
  const { skipped, failed } = await runLaws(() => {
    let passed = 0;
    const now = () => Date.now() + passed;
    const store = new MapStore();
    const desk = new OwnDesk({ store, now, policy: { dispositions } });
    return {
      visitor: () => desk.visitor(),
      agent: (agent) => desk.agent(agent),
      async advance(ms) {
        for (const until = passed + ms; passed < until;) {
          passed = Math.min(passed + STEP, until);
          await desk.tick();
        }
      },
      get now() {
        return now();
      },
      dispositions,
      consent: (id) => store.all.find((one) => one.id === id).request.consent,
    };
  });
  assert.deepEqual(failed, []);
  assert.deepEqual(skipped.toSorted(), names(WITHOUT_NETWORK, WITHOUT_CHALLENGE));
});

test('the fake desk keeps the laws in Node too', async () => {
  const { FakeDesk, runLaws } = await import('callback-elements/testing');
  const { skipped, failed } = await runLaws(() => new FakeDesk());
  assert.deepEqual(failed, []);
  const lacks = [
    'the outcomes of the desk come with the snapshot',
    'the consent is kept with the request',
    'a line that loses its signalling tells of it, and has no error once it is back',
    'early media is told of, and there to be heard, before the answer',
    'early media ends with the answer',
    'what the visitor says is there once connected',
  ];
  assert.deepEqual(skipped.toSorted(), [...lacks, ...names(WITHOUT_CHALLENGE)].sort());
});

/** Writes the block of the page that has this text in it. */
function print(text, name, edit = (code) => code) {
  const blocks = [...readFileSync(DOC, 'utf8').matchAll(/^```js\n(.*?)^```$/gms)];
  const code = blocks.map(([, one]) => one).find((one) => one.includes(text));
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(new URL(name, FOLDER), edit(code));
}

function names(...tables) {
  return tables.flatMap((table) => Object.values(table).flat()).sort();
}
