/**
 * Reads aloud, sentence by sentence: a recording of our own where there is one, else a voice on this device. Never
 * another voice: a cloud voice would send the words away. It never starts by itself.
 */
import type { MessageKey } from '#lib/i18n/words.ts';
import type { Address, Language } from '#lib/model/types.ts';
import type { Pace } from './preferences.ts';
import { recordingOf } from './recordings.ts';
import { sentencesOf } from './sentences.ts';

/** A text to read; `key` where it is a fixed text, of which there may be a recording. */
export interface Piece {
	readonly words: string;
	readonly key?: MessageKey;
}

export interface HowToRead {
	readonly language: Language;
	readonly address: Address;
	readonly pace: Pace;
}

interface Reading {
	/** Who asked: a button shows "Stop" for its own reading only. */
	readonly by: object;
	readonly sentence: string;
}

interface Part {
	readonly sentence: string;
	readonly recording: string | null;
}

/** Of the voice's own pace. Slower than this, voices begin to drawl. */
const rates: Readonly<Record<Pace, number>> = { calm: 0.75, normal: 1 };

let voices = $state.raw<readonly SpeechSynthesisVoice[]>([]);
let reading = $state.raw<Reading | null>(null);
/** Ends what is being said now. Also holds the utterance: browsers forget to say that one ended which nobody holds. */
let hush: (() => void) | null = null;

function synthesis(): SpeechSynthesis | null {
	return (globalThis.speechSynthesis as SpeechSynthesis | undefined) ?? null;
}

/** Starts looking for voices; browsers load them in their own time. @returns the way to stop looking */
export function findVoices(): () => void {
	const found = synthesis();
	if (found === null) return () => undefined;
	const look = () => {
		voices = found.getVoices().filter((voice) => voice.localService);
	};
	look();
	found.addEventListener?.('voiceschanged', look);
	// Some browsers go on speaking after the page is gone, also on the way out.
	addEventListener('pagehide', stopReading);
	return () => {
		found.removeEventListener?.('voiceschanged', look);
		removeEventListener('pagehide', stopReading);
	};
}

/** The device's own choice for the language, else its first; null where it has none. */
export function voiceFor(language: Language): SpeechSynthesisVoice | null {
	const speaks = voices.filter(({ lang }) => lang.toLowerCase().startsWith(language));
	return speaks.find((voice) => voice.default) ?? speaks[0] ?? null;
}

export function canRead(pieces: readonly Piece[], how: Pick<HowToRead, 'language' | 'address'>): boolean {
	if (voiceFor(how.language) !== null) return true;
	return pieces.length > 0 && pieces.every(({ key }) => key !== undefined && recordingOf(key, how) !== null);
}

/** The sentence that `by` is having read now, or null. */
export function sentenceRead(by: object): string | null {
	return reading?.by === by ? reading.sentence : null;
}

/** Reads from the start; what was being read before stops. */
export function readAloud(by: object, pieces: readonly Piece[], how: HowToRead): void {
	stopReading();
	const parts = pieces.flatMap(({ words, key }): Part[] => {
		const recording = key === undefined ? null : recordingOf(key, how);
		// A recording is of the whole text.
		if (recording !== null) return [{ sentence: words, recording }];
		return sentencesOf(words).map((sentence) => ({ sentence, recording: null }));
	});
	const read = (index: number): void => {
		const part = parts[index];
		hush = null;
		reading = part === undefined ? null : { by, sentence: part.sentence };
		if (part === undefined) return;
		let isOver = false;
		const once = (then: () => void) => () => {
			if (!isOver) {
				isOver = true;
				then();
			}
		};
		const silence = say(
			part,
			how,
			once(() => read(index + 1)),
			once(stopReading)
		);
		hush = once(silence);
	};
	read(0);
}

/** @param by stop only what this one asked for */
export function stopReading(by?: object): void {
	// A listener gives its event.
	if (by !== undefined && !(by instanceof Event) && reading?.by !== by) return;
	const silence = hush;
	hush = null;
	reading = null;
	silence?.();
}

/** @returns the way to be silent at once */
function say(part: Part, how: HowToRead, ended: () => void, failed: () => void): () => void {
	if (part.recording !== null) return play(part.recording, how, ended, () => speak(part, how, ended, failed));
	return speak(part, how, ended, failed);
}

function speak({ sentence }: Part, how: HowToRead, ended: () => void, failed: () => void): () => void {
	const voice = voiceFor(how.language);
	const found = synthesis();
	if (voice === null || found === null) {
		failed();
		return () => undefined;
	}
	const utterance = new SpeechSynthesisUtterance(sentence);
	utterance.voice = voice;
	utterance.lang = voice.lang;
	utterance.rate = rates[how.pace];
	utterance.onend = ended;
	utterance.onerror = failed;
	// What another page of this browser left behind would come first.
	found.cancel();
	found.speak(utterance);
	return () => {
		utterance.onend = utterance.onerror = null;
		found.cancel();
	};
}

function play(url: string, how: HowToRead, ended: () => void, failed: () => () => void): () => void {
	const sound = new Audio(url);
	let silence = () => {
		sound.onended = sound.onerror = null;
		sound.pause();
	};
	// The line is gone: the device's voice says it.
	const fail = () => {
		silence();
		silence = failed();
	};
	sound.playbackRate = rates[how.pace];
	sound.onended = ended;
	sound.onerror = fail;
	void sound.play().catch(fail);
	return () => silence();
}
