// The visitor's phone: a Handset of the loopback transport, with a face.
import { canConnect, Handset } from '/lib/transport/loopback/index.js';
import { announcePhone } from './phone-lock.js';
import { Ringtone } from './ringtone.js';

/** Below this the ear hears nothing: a muted line still carries a whisper of noise. */
const SILENCE = 0.001;

const byId = (id) => document.getElementById(id);
const phone = byId('phone');
const ringtone = new Ringtone();
const desk = new URLSearchParams(location.search).get('desk') ?? undefined;
const handset = new Handset(desk ? { desk } : {});

let before = handset.state;
let saidBefore = '';
let connectedAt = 0;
/** The last second's loudest, so that the words do not flicker between two syllables. */
let heard = { level: 0, hz: 0, at: 0 };
let needle = 0;

handset.addEventListener('statechange', onState);
byId('answer').addEventListener('click', () => handset.answer());
byId('decline').addEventListener('click', () => handset.decline());
byId('hang-up').addEventListener('click', () => handset.hangUp());
byId('hold').addEventListener('click', () => handset.hold(!handset.holding));
byId('listen').addEventListener('change', ({ target }) => handset.setListening(target.checked));
byId('engaged').addEventListener('change', ({ target }) => handset.setEngaged(target.checked));
byId('transfers').addEventListener('change', ({ target }) =>
  handset.setTakesTransfers(target.checked),
);
byId('ringback').addEventListener('change', ({ target }) => handset.setRingback(target.checked));
byId('aloud').addEventListener('change', ring);
for (const gesture of ['pointerdown', 'keydown']) addEventListener(gesture, onGesture);

setInterval(measure, 100);
setInterval(tellTime, 1_000);
tellTime();
say('Nobody is calling');
announcePhone();
byId('no-network').hidden = await canConnect();

function onState() {
  const { state, caller, digits, holding, onHold } = handset;
  say(sentence());
  if (state !== before) onNewState(state);
  phone.dataset.held = holding ? (onHold ? 'both' : 'phone') : onHold ? 'agent' : '';
  phone.dataset.transferredTo = handset.transferredTo ?? '';
  byId('hold').ariaPressed = String(holding);
  phone.dataset.caller = caller ?? '';
  phone.dataset.digits = digits;
  phone.dataset.listening = handset.listening;
  byId('digits').textContent = digits;
  byId('keys').hidden = digits === '';
}

function onNewState(state) {
  connectedAt = state === 'connected' ? Date.now() : 0;
  byId('time').hidden = state !== 'connected';
  byId('ear').hidden = state !== 'connected';
  byId('answer').hidden = state !== 'ringing';
  byId('decline').hidden = state !== 'ringing';
  byId('hold').hidden = state !== 'connected';
  byId('hang-up').hidden = state !== 'connected' && state !== 'transferred';
  byId('alone').hidden = state !== 'transferred';
  moveFocus(state);
  before = state;
  ring();
  tellTime();
}

/** What the phone is doing, in words. */
function sentence() {
  const { state, holding, onHold } = handset;
  if (state === 'ringing') return 'Incoming call';
  if (state === 'transferred') return 'Put through to';
  if (state === 'connected') {
    if (holding && onHold) return 'You both hold the call';
    if (holding) return 'You hold the call';
    return onHold ? 'You are on hold' : 'You are talking';
  }
  if (before === 'idle') return saidBefore;
  return before === 'ringing' ? 'You missed or declined a call' : 'The call is over';
}

function say(words) {
  const { state, caller, transferredTo } = handset;
  saidBefore = words;
  setText('state', words);
  setText('caller', state === 'idle' ? '' : spaced(transferredTo ?? caller ?? 'Unknown number'));
  phone.dataset.state = state;
  document.title =
    state === 'ringing' ? '🔔 It rings · the visitor’s phone' : 'The visitor’s phone';
}

/** Whoever pressed a button that has gone stays at the phone: with Answer or Hold gone, at Hang up. */
function moveFocus(state) {
  const isInCall = state === 'connected' || state === 'transferred';
  if (isInCall && document.activeElement === document.body) byId('hang-up').focus();
}

function ring() {
  const rings = handset.state === 'ringing';
  if (rings && byId('aloud').checked) ringtone.start();
  else ringtone.stop();
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  // Before a gesture browsers refuse to vibrate, and complain in the console.
  if (!navigator.userActivation?.hasBeenActive || still) return;
  navigator.vibrate?.(rings ? [300, 150, 300, 2_250, 300, 150, 300] : 0);
}

function onGesture() {
  if (ringtone.allowed) return;
  ringtone.allow();
  byId('ring-hint').textContent = 'The sound is allowed now.';
  if (handset.state === 'ringing') {
    ringtone.stop();
    ring();
  }
}

function measure() {
  const level = handset.inputLevel;
  const peak = Math.round(handset.inputPeakHz);
  phone.dataset.level = level.toFixed(4);
  phone.dataset.peakHz = String(peak);
  if (handset.state !== 'connected') return;
  const now = performance.now();
  if (level >= heard.level || now - heard.at > 1_000) heard = { level, hz: peak, at: now };
  const silent = heard.level < SILENCE;
  // Ears hear loudness in ratios: 60 decibels from the left end to the right one.
  const shown = level < SILENCE ? 0 : Math.max(0, Math.min(1, 1 + Math.log10(level) / 3));
  // The needle falls slowly, as on a real meter.
  needle = Math.max(shown, needle - 0.08);
  byId('meter').style.setProperty('--level', needle);
  byId('meter').ariaValueNow = String(Math.round(needle * 100));
  setText('hears', silent ? 'It hears silence' : 'It hears the agent');
  setText('hz', silent ? '' : `${heard.hz} Hz`);
}

function tellTime() {
  const now = new Date();
  setText('clock', now.toTimeString().slice(0, 5));
  if (!connectedAt) return;
  const seconds = Math.floor((now.getTime() - connectedAt) / 1000);
  setText('time', `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`);
}

function setText(id, text) {
  const element = byId(id);
  if (element.textContent !== text) element.textContent = text;
}

/** +12025550100 → +1 202 555 0100; other countries in groups of three; a SIP address as it is. */
function spaced(number) {
  if (!number.startsWith('+')) return number;
  const american = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  if (american) return `+1 ${american.slice(1).join(' ')}`;
  return number.replace(/(\d{3})(?=\d)/g, '$1 ');
}
