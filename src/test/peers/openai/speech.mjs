// Sound for the peers: fixtures read from disk and streamed in real time, as a microphone would.
import { readFileSync } from 'node:fs';

const FRAME_MS = 20;
const RATE_HZ = 24_000;

/** Samples of a 16-bit mono WAV file at 16 kHz, brought to 24 kHz by straight lines between samples. */
export function readSpeech(file) {
  const bytes = readFileSync(file);
  let at = 12;
  while (bytes.toString('ascii', at, at + 4) !== 'data') {
    at += 8 + bytes.readUInt32LE(at + 4);
  }
  const length = bytes.readUInt32LE(at + 4) / 2;
  const sample = (i) => bytes.readInt16LE(at + 8 + 2 * Math.min(i, length - 1));
  const speech = new Int16Array(Math.floor(length * 1.5));
  for (let i = 0; i < speech.length; i++) {
    const place = i / 1.5;
    const first = Math.floor(place);
    speech[i] = Math.round(sample(first) + (place - first) * (sample(first + 1) - sample(first)));
  }
  return speech;
}

/** Sends 20 ms of sound each 20 ms, at absolute times: silence, or what was last said and is not over. */
export class Microphone {
  #send;
  #speech = new Int16Array(0);
  #said = 0;
  #done = () => {};
  #timer;

  constructor(send) {
    this.#send = send;
  }

  start() {
    const began = performance.now();
    let frames = 0;
    this.#timer = setInterval(() => {
      for (; frames * FRAME_MS < performance.now() - began; frames++) {
        this.#send(this.#frame());
      }
    }, FRAME_MS / 2);
  }

  stop() {
    clearInterval(this.#timer);
  }

  /** Resolves once the last sample has left. */
  say(speech) {
    this.#speech = speech;
    this.#said = 0;
    return new Promise((resolve) => {
      this.#done = resolve;
    });
  }

  #frame() {
    const samples = (RATE_HZ * FRAME_MS) / 1000;
    const frame = new Int16Array(samples);
    frame.set(this.#speech.subarray(this.#said, this.#said + samples));
    const over = this.#said < this.#speech.length && this.#said + samples >= this.#speech.length;
    this.#said += samples;
    if (over) {
      this.#done();
    }
    return frame.buffer;
  }
}
