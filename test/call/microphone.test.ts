import { aTimeout, expect } from '@open-wc/testing';
import { allowedByPolicy, microphoneCause } from '../../src/call/microphone-cause.js';
import { MicrophoneError } from '../../src/call/index.js';
import { Bench, codeOf, Microphones, until, forget } from './call-kit.js';

describe('the cause of a microphone’s failure', () => {
  for (const [name, message, allowed, code] of [
    ['NotAllowedError', 'Permission denied', true, 'denied'],
    ['NotAllowedError', 'Permission dismissed', true, 'dismissed'],
    ['NotAllowedError', 'Permission denied by system', true, 'blocked'],
    ['NotAllowedError', 'Permission denied', false, 'policy'],
    ['SecurityError', '', false, 'policy'],
    ['SecurityError', '', true, 'denied'],
    // Firefox and Safari: no words of its own for anything, and no policy that can be asked for.
    ['NotAllowedError', 'The request is not allowed by the user agent', undefined, 'refused'],
    ['NotFoundError', 'Requested device not found', true, 'missing'],
    ['OverconstrainedError', '', true, 'missing'],
    ['NotReadableError', 'Could not start audio source', true, 'busy'],
    ['AbortError', '', true, 'failed'],
    ['NewError', '', undefined, 'failed'],
  ] as const) {
    it(`${name} “${message}”, policy ${allowed}: ${code}`, () => {
      const cause = microphoneCause(new DOMException(message, name), allowed);
      expect(cause).to.equal(`microphone-${code}`);
    });
  }

  it('is a failure where the browser threw anything else', () => {
    expect(microphoneCause(new TypeError('audio'), true)).to.equal('microphone-failed');
  });

  it('asks the policy by either name, and does not guess', () => {
    const policy = (answer: boolean) => ({ allowsFeature: () => answer });
    const page = (parts: object) => allowedByPolicy(parts as Document);
    expect(page({ featurePolicy: policy(false) })).to.be.false;
    expect(page({ permissionsPolicy: policy(true), featurePolicy: policy(false) })).to.be.true;
    expect(page({})).to.be.undefined;
  });

  it('can be mended on this page, but for its address and its headers', () => {
    const forThisPage = (code: 'insecure' | 'policy' | 'denied' | 'busy') =>
      !new MicrophoneError(`microphone-${code}`, '').retryable;
    expect((['insecure', 'policy', 'denied', 'busy'] as const).map(forThisPage)).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('a microphone that comes back', () => {
  let bench: Bench;
  let microphones: Microphones;
  let permission: Permission;

  beforeEach(async () => {
    forget();
    microphones = new Microphones();
    permission = new Permission();
    bench = await new Bench().start();
  });
  afterEach(() => {
    bench.dispose();
    microphones.restore();
    permission.restore();
  });

  it('says that it is allowed now, and calls nobody by itself', async () => {
    microphones.fail('NotAllowedError', 'Permission denied');
    const call = await bench.call();
    await call.accept();
    await permission.asked();
    microphones.allow();
    permission.set('prompt');
    expect(call.microphoneRecovered).to.be.false;
    permission.set('granted');
    expect(call.microphoneRecovered).to.be.true;
    await aTimeout(20);
    expect(call.state).to.equal('waiting');
    expect(bench.truth(call)?.state).to.equal('waiting');
    await call.accept();
    expect(call.microphoneRecovered).to.be.false;
    expect(call.state).to.equal('dialing');
  });

  it('says that one is plugged in now, and calls nobody by itself', async () => {
    microphones.fail('NotFoundError');
    const call = await bench.call();
    await call.accept();
    plugIn();
    await until(() => call.microphoneRecovered, 'the device');
    expect(bench.truth(call)?.state).to.equal('waiting');
  });

  it('says nothing of it in a box that was closed', async () => {
    microphones.fail('NotFoundError');
    const call = await bench.call();
    await call.accept();
    call.close();
    plugIn();
    await aTimeout(50);
    expect(call.microphoneRecovered).to.be.false;
  });

  it('goes on with the call when the headset is plugged in again, muted as before', async () => {
    const { call, phone } = await bench.talk();
    const first = phone.microphone;
    call.mute(true);
    microphones.fail('NotFoundError');
    microphones.unplug();
    await until(() => !call.busy, 'the first attempt');
    expect(codeOf(call.error)).to.equal('microphone-lost');
    expect(call.microphone).to.equal('lost');
    expect(call.unheard).to.be.true;
    microphones.allow();
    plugIn();
    await until(() => phone.microphone !== first, 'the microphone');
    expect(call.muted).to.be.true;
    expect(phone.heardMuted).to.be.true;
    expect(call.error).to.be.undefined;
    expect(call.microphoneReplacement, 'the same device').to.be.undefined;
    expect(bench.fake.phone.calls).to.have.length(1);
  });

  it('goes on with the call when it is allowed again', async () => {
    const { call } = await bench.talk();
    microphones.fail('NotAllowedError', 'Permission denied');
    microphones.unplug();
    await until(() => codeOf(call.error) === 'microphone-denied', 'the refusal');
    await permission.asked();
    microphones.allow();
    permission.set('granted');
    await until(() => call.microphone === 'open', 'the microphone');
  });

  it('asks once at a time, however often the devices change', async () => {
    const { call } = await bench.talk();
    microphones.fail('NotFoundError');
    microphones.unplug();
    await until(() => !call.busy, 'the first attempt');
    let questions = 0;
    const question = microphones.ask();
    const { getUserMedia } = navigator.mediaDevices;
    navigator.mediaDevices.getUserMedia = (constraints) => {
      questions += 1;
      return getUserMedia(constraints);
    };
    for (let i = 0; i < 5; i++) plugIn();
    await until(() => call.microphone === 'pending', 'the question');
    for (let i = 0; i < 5; i++) plugIn();
    await aTimeout(50);
    expect(questions).to.equal(1);
    await question.allow();
    await until(() => call.microphone === 'open', 'the microphone');
  });

  it('stops looking when the call is over, and keeps nothing open', async () => {
    const { call, phone } = await bench.talk();
    const question = microphones.ask();
    microphones.unplug();
    await until(() => call.microphone === 'pending', 'the question');
    phone.hangUp();
    await until(() => call.state === 'wrapup', 'wrap-up');
    await question.allow();
    await until(() => microphones.live === 0, 'the stop');
    plugIn();
    await aTimeout(50);
    expect(microphones.live).to.equal(0);
    expect(call.microphone).to.equal('idle');
  });

  it('asks for none any more once the call has ended while it was refused', async () => {
    const { call, phone } = await bench.talk();
    microphones.fail('NotAllowedError', 'Permission denied');
    microphones.unplug();
    await until(() => codeOf(call.error) === 'microphone-denied', 'the refusal');
    await permission.asked();
    phone.hangUp();
    await until(() => call.state === 'wrapup', 'wrap-up');
    microphones.ask();
    permission.set('granted');
    await aTimeout(0);
    expect(call.microphone).not.to.equal('pending');
  });

  it('takes any other device where the one that was asked for has gone', async () => {
    const call = await bench.call({}, { microphoneConstraints: { deviceId: 'default' } });
    await call.accept();
    const { getUserMedia } = navigator.mediaDevices;
    const asked: unknown[] = [];
    navigator.mediaDevices.getUserMedia = (constraints) => {
      const audio = constraints?.audio as MediaTrackConstraints;
      asked.push(audio);
      return 'deviceId' in audio
        ? Promise.reject(new DOMException('', 'OverconstrainedError'))
        : getUserMedia(constraints);
    };
    Object.defineProperty(microphones.opened[0]!.getAudioTracks()[0], 'label', { value: 'Jabra' });
    microphones.unplug();
    await until(() => call.microphone === 'open', 'another one');
    expect(asked).to.deep.equal([{ deviceId: 'default' }, {}]);
    expect(call.microphoneReplacement).to.be.a('string').that.is.not.empty;
  });

  it('does not try for ever with one that dies as it opens', async () => {
    const { call } = await bench.talk();
    microphones.unplug();
    await until(() => call.microphone === 'open' && !call.busy, 'another one');
    const { length } = microphones.opened;
    microphones.unplug();
    await aTimeout(50);
    expect(microphones.opened).to.have.length(length);
    expect(codeOf(call.error)).to.equal('microphone-lost');
    plugIn();
    await until(() => call.microphone === 'open', 'the microphone');
  });

  it('replaces one that went away while the call was being made', async () => {
    const call = await bench.call();
    bench.fake.delay = 60;
    const accepted = call.accept();
    await until(() => call.microphone === 'open', 'the microphone');
    microphones.unplug();
    await accepted;
    await until(() => call.microphone === 'open' && !call.busy, 'another one');
    expect(microphones.live).to.equal(1);
    const phone = await bench.fake.phone.next();
    expect(phone.microphone.getAudioTracks()[0]?.readyState).to.equal('live');
  });
});

function plugIn(): void {
  const event = new Event('devicechange');
  navigator.mediaDevices.dispatchEvent(event);
}

/** Stands in for what the browser's settings say of the microphone. */
class Permission {
  readonly #status = Object.assign(new EventTarget(), { state: 'denied' });
  readonly #real = navigator.permissions.query;
  #asked = false;

  constructor() {
    navigator.permissions.query = () => {
      this.#asked = true;
      return Promise.resolve(this.#status as unknown as PermissionStatus);
    };
  }

  async asked(): Promise<void> {
    await until(() => this.#asked, 'the question about the permission');
    await aTimeout(0);
  }

  set(state: PermissionState): void {
    this.#status.state = state;
    const event = new Event('change');
    this.#status.dispatchEvent(event);
  }

  restore(): void {
    navigator.permissions.query = this.#real;
  }
}
