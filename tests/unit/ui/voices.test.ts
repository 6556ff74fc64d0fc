import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MessageKey } from '#lib/i18n/words.ts';
import { findRecording } from '../../../src/lib/ui/recordings.ts';
import {
	canRead,
	findVoices,
	readAloud,
	sentenceRead,
	stopReading,
	voiceFor
} from '../../../src/lib/ui/voices.svelte.ts';

/** What lies in the folder of recordings, for a test. */
const recorded = vi.hoisted(() => new Map<string, string>());
vi.mock('../../../src/lib/ui/recordings.ts', async (original) => ({
	...(await original<typeof import('../../../src/lib/ui/recordings.ts')>()),
	recordingOf: (key: string) => recorded.get(key) ?? null
}));

class Utterance {
	voice: SpeechSynthesisVoice | null = null;
	lang = '';
	rate = 1;
	onend: (() => void) | null = null;
	onerror: (() => void) | null = null;
	readonly text: string;
	constructor(text: string) {
		this.text = text;
	}
}

class Sound {
	static played: Sound[] = [];
	static isBroken = false;
	onended: (() => void) | null = null;
	onerror: (() => void) | null = null;
	playbackRate = 1;
	paused = true;
	readonly url: string;
	constructor(url: string) {
		this.url = url;
		Sound.played.push(this);
	}
	async play(): Promise<void> {
		if (Sound.isBroken) throw new Error('no line');
		this.paused = false;
	}
	pause(): void {
		this.paused = true;
	}
}

const voice = (lang: string, localService: boolean, isDefault = false) =>
	({ lang, localService, default: isDefault, name: lang }) as SpeechSynthesisVoice;

const how = { language: 'nl', address: 'u', pace: 'normal' } as const;
const pieces = [{ words: 'Hoe gaat het? Tik op de lijn.' }];
const key = (name: string) => name as MessageKey;

let said: Utterance[] = [];
let stopLooking = () => undefined as void;

function device(...voices: SpeechSynthesisVoice[]): void {
	said = [];
	vi.stubGlobal('SpeechSynthesisUtterance', Utterance);
	vi.stubGlobal('Audio', Sound);
	vi.stubGlobal('addEventListener', () => undefined);
	vi.stubGlobal('removeEventListener', () => undefined);
	vi.stubGlobal('speechSynthesis', {
		getVoices: () => voices,
		speak: (one: Utterance) => said.push(one),
		cancel: () => undefined,
		addEventListener: () => undefined,
		removeEventListener: () => undefined
	});
	stopLooking = findVoices();
}

beforeEach(() => {
	recorded.clear();
	Sound.played = [];
	Sound.isBroken = false;
});
afterEach(() => {
	stopReading();
	stopLooking();
	stopLooking = () => undefined;
	vi.unstubAllGlobals();
});

describe('A voice', () => {
	it('[VH3] is one of the device itself, of the language; the device’s own choice goes first', () => {
		device(voice('nl-NL', false), voice('en-GB', true));
		expect(voiceFor('nl')).toBeNull();
		expect(canRead(pieces, how)).toBe(false);
		device(voice('nl-NL', false), voice('nl_BE', true), voice('nl-NL', true, true));
		expect(voiceFor('nl')).toMatchObject({ lang: 'nl-NL', localService: true });
		expect(canRead(pieces, how)).toBe(true);
	});

	it('[VH4] says one sentence after the other, and tells which', () => {
		device(voice('nl-NL', true));
		const ear = {};
		readAloud(ear, pieces, how);
		expect(said.map(({ text }) => text)).toEqual(['Hoe gaat het?']);
		expect(sentenceRead(ear)).toBe('Hoe gaat het?');
		said[0]?.onend?.();
		expect(said.map(({ text }) => text)).toEqual(['Hoe gaat het?', 'Tik op de lijn.']);
		expect(sentenceRead(ear)).toBe('Tik op de lijn.');
		said[1]?.onend?.();
		expect(sentenceRead(ear)).toBeNull();
	});

	it('[VH4] reads at the pace that was chosen', () => {
		device(voice('nl-NL', true));
		readAloud({}, pieces, how);
		readAloud({}, pieces, { ...how, pace: 'calm' });
		expect(said.map(({ rate }) => rate)).toEqual([1, 0.75]);
	});

	it('[VH5] stops when asked, begins anew after that, and an event of what was stopped changes nothing', () => {
		device(voice('nl-NL', true));
		const [ear, other] = [{}, {}];
		readAloud(ear, pieces, how);
		const old = said[0];
		const late = old?.onend;
		stopReading(other);
		expect(sentenceRead(ear)).toBe('Hoe gaat het?');
		stopReading(ear);
		expect(sentenceRead(ear)).toBeNull();
		expect(old?.onend).toBeNull();
		readAloud(other, pieces, how);
		late?.();
		expect(sentenceRead(other)).toBe('Hoe gaat het?');
		expect(said).toHaveLength(2);
	});

	it('[VH5] ends the reading of another button', () => {
		device(voice('nl-NL', true));
		const [ear, other] = [{}, {}];
		readAloud(ear, pieces, how);
		readAloud(other, [{ words: 'Iets anders.' }], how);
		expect(sentenceRead(ear)).toBeNull();
		expect(sentenceRead(other)).toBe('Iets anders.');
	});

	it('[VH5] that breaks off leaves no button on "Stop"', () => {
		device(voice('nl-NL', true));
		const ear = {};
		readAloud(ear, pieces, how);
		said[0]?.onerror?.();
		expect(sentenceRead(ear)).toBeNull();
	});
});

describe('A recording', () => {
	it('[VH6] is found by language, key and address, and by key alone where the address does not matter', () => {
		const files = {
			'./recordings/nl/strip.choose.je.mp3': 'je',
			'./recordings/nl/board.tap.m4a': 'tap',
			'./recordings/en/board.tap.mp3': 'en'
		};
		const find = (name: string, language: 'nl' | 'en', address: 'u' | 'je') =>
			findRecording(files, key(name), { language, address });
		expect(find('strip.choose', 'nl', 'je')).toBe('je');
		expect(find('strip.choose', 'nl', 'u')).toBeNull();
		expect(find('board.tap', 'nl', 'u')).toBe('tap');
		expect(find('board.tap', 'en', 'u')).toBe('en');
	});

	it('[VH6] goes before the voice, and makes a text readable where there is no voice', async () => {
		recorded.set('board.tap', '/tik.mp3');
		device();
		const ear = {};
		const fixed = [{ words: 'Tik op de lijn.', key: key('board.tap') }];
		expect(canRead(fixed, how)).toBe(true);
		expect(canRead([...fixed, ...pieces], how)).toBe(false);
		readAloud(ear, fixed, { ...how, pace: 'calm' });
		const [sound] = Sound.played;
		expect(sound).toMatchObject({ url: '/tik.mp3', paused: false, playbackRate: 0.75 });
		stopReading(ear);
		expect(sound?.paused).toBe(true);
	});

	it('[VH6] that cannot be fetched is said by the voice', async () => {
		recorded.set('board.tap', '/tik.mp3');
		Sound.isBroken = true;
		device(voice('nl-NL', true));
		readAloud({}, [{ words: 'Tik op de lijn.', key: key('board.tap') }], how);
		await vi.waitFor(() => expect(said.map(({ text }) => text)).toEqual(['Tik op de lijn.']));
	});
});
