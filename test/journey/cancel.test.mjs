// The visitor takes the request back, at each moment at which that is possible.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  accept,
  ask,
  callBox,
  handset,
  theatre,
  untilPhone,
  untilTitle,
  waitingRow,
} from './support/index.mjs';

const stage = theatre();

async function cancel(site) {
  await site.bringToFront();
  await site.getByRole('button', { name: 'Cancel my request' }).click();
  await untilTitle(site, 'You canceled your request');
}

async function untilTold(desk) {
  await callBox(desk, 'Grace Hopper')
    .getByText('Grace Hopper canceled the request')
    .first()
    .waitFor();
}

/** Whether the agent's page holds a microphone open. */
function openTracks(desk) {
  return desk.evaluate(
    () =>
      window.streams
        .flatMap((stream) => stream.getTracks())
        .filter(({ readyState }) => readyState === 'live').length,
  );
}

test('in waiting: the row goes, and nobody is called', async (t) => {
  const { open, openDesk } = await stage(t);
  const site = await open('/');
  const desk = await openDesk('Ada');
  await ask(site);
  await waitingRow(desk, 'Grace Hopper').waitFor();
  await cancel(site);
  await waitingRow(desk, 'Grace Hopper').waitFor({ state: 'detached' });
});

test('in claimed, the microphone still pending: nothing rings, no microphone stays open', async (t) => {
  const { open, openDesk } = await stage(t);
  const site = await open('/');
  const phone = await open('/phone.html');
  const desk = await openDesk('Ada', { init: holdMicrophone });
  await ask(site);
  await accept(desk, 'Grace Hopper');
  await callBox(desk, 'Grace Hopper')
    .getByText('Allow the microphone', { exact: false })
    .first()
    .waitFor();
  await untilTitle(site, 'We have your request');
  await cancel(site);
  await untilTold(desk);
  // "Allow" comes after all.
  await desk.evaluate(() => window.allow());
  await desk.waitForTimeout(500);
  assert.equal(await openTracks(desk), 0);
  assert.equal((await handset(phone)).state, 'idle');
});

test('in dialing: a phone that is switched on later does not ring', async (t) => {
  const { open, openDesk } = await stage(t);
  const site = await open('/');
  const desk = await openDesk('Ada', { init: watchMicrophone });
  await ask(site);
  // No phone is open: the call goes on dialling for about two seconds.
  await accept(desk, 'Grace Hopper');
  await untilTitle(site, 'We are calling you now');
  await cancel(site);
  const phone = await open('/phone.html');
  await untilTold(desk);
  await phone.waitForTimeout(500);
  assert.equal((await handset(phone)).state, 'idle');
  assert.equal(await openTracks(desk), 0);
});

test('in ringing: the phone stops ringing', async (t) => {
  const { open, openDesk } = await stage(t);
  const site = await open('/');
  const phone = await open('/phone.html');
  const desk = await openDesk('Ada', { init: watchMicrophone });
  await ask(site);
  await accept(desk, 'Grace Hopper');
  await untilPhone(phone, 'ringing');
  await untilTitle(site, 'Your phone is ringing');
  await cancel(site);
  assert.equal((await handset(phone)).state, 'idle', 'silent once the visitor reads it');
  await untilTold(desk);
  assert.equal(await openTracks(desk), 0);
});

/** Runs in the page: keeps every stream that was opened. */
function watchMicrophone() {
  window.streams = [];
  const devices = navigator.mediaDevices;
  const open = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (constraints) => {
    const stream = await open(constraints);
    window.streams.push(stream);
    return stream;
  };
}

/** Runs in the page: the browser's question stays open until `allow()`. */
function holdMicrophone() {
  window.streams = [];
  const devices = navigator.mediaDevices;
  const open = devices.getUserMedia.bind(devices);
  const allowed = new Promise((resolve) => (window.allow = resolve));
  devices.getUserMedia = async (constraints) => {
    await allowed;
    const stream = await open(constraints);
    window.streams.push(stream);
    return stream;
  };
}
