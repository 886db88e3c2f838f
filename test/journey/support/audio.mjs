// Sound that a test can recognise, and how it is measured: always from decoded samples.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const RATE = 48_000;

/**
 * Writes a WAV file with a steady tone for Chromium's `--use-file-for-fake-audio-capture`.
 * @param {number} hertz a whole number, so that the file loops without a click
 * @returns {{ path: string, remove: () => void }}
 */
export function toneFile(hertz) {
  const folder = mkdtempSync(join(tmpdir(), 'callback-elements-'));
  const path = join(folder, `tone-${hertz}.wav`);
  const samples = RATE * 2;
  const wav = Buffer.alloc(44 + samples * 2);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + samples * 2, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20); // PCM
  wav.writeUInt16LE(1, 22); // mono
  wav.writeUInt32LE(RATE, 24);
  wav.writeUInt32LE(RATE * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(samples * 2, 40);
  for (let i = 0; i < samples; i++) {
    const sample = Math.sin((2 * Math.PI * hertz * i) / RATE) * 0.4;
    wav.writeInt16LE(Math.round(sample * 32_767), 44 + i * 2);
  }
  writeFileSync(path, wav);
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/**
 * What an agent's page hears in the call of its first open box: decoded samples of the remote
 * stream, over half a second.
 * @param {import('playwright-core').Page} page
 * @returns {Promise<{ level: number, peakHz: number }>} RMS from 0 to 1; the loudest frequency
 */
export function whatTheAgentHears(page) {
  return page.evaluate(async () => {
    const box = document.querySelector('call-desk').shadowRoot.querySelector('call-box');
    const context = new AudioContext();
    try {
      const analyser = new AnalyserNode(context, { fftSize: 16_384, smoothingTimeConstant: 0 });
      context.createMediaStreamSource(box.call.remoteAudio).connect(analyser);
      await new Promise((resolve) => setTimeout(resolve, 600));
      const samples = new Float32Array(analyser.fftSize);
      analyser.getFloatTimeDomainData(samples);
      const bins = new Float32Array(analyser.frequencyBinCount);
      analyser.getFloatFrequencyData(bins);
      const level = Math.hypot(...samples) / Math.sqrt(samples.length);
      const peakHz = (bins.indexOf(Math.max(...bins)) * context.sampleRate) / analyser.fftSize;
      return { level, peakHz };
    } finally {
      await context.close();
    }
  });
}
