/** Read aloud, by a voice on this device only: a cloud voice would send the words away. */
import type { Language } from '#lib/model/types.ts';

let voices = $state.raw<readonly SpeechSynthesisVoice[]>([]);
let speaking = $state(false);

/** Starts looking for voices; browsers load them in their own time. @returns the way to stop */
export function findVoices(): () => void {
	const synthesis = window.speechSynthesis as SpeechSynthesis | undefined;
	if (synthesis === undefined) return () => undefined;
	const look = () => {
		voices = synthesis.getVoices().filter((voice) => voice.localService);
	};
	look();
	synthesis.addEventListener?.('voiceschanged', look);
	return () => {
		synthesis.removeEventListener?.('voiceschanged', look);
		synthesis.cancel();
	};
}

export function voiceFor(language: Language): SpeechSynthesisVoice | null {
	return voices.find((voice) => voice.lang.toLowerCase().startsWith(language)) ?? null;
}

export const isSpeaking = (): boolean => speaking;

/** Says the words, or stops saying. Never starts by itself. */
export function readAloud(words: string, language: Language): void {
	const voice = voiceFor(language);
	speechSynthesis.cancel();
	if (speaking || voice === null) {
		speaking = false;
		return;
	}
	const utterance = new SpeechSynthesisUtterance(words);
	utterance.voice = voice;
	utterance.lang = voice.lang;
	utterance.onend = utterance.onerror = () => (speaking = false);
	speaking = true;
	speechSynthesis.speak(utterance);
}
