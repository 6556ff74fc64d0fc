/** How this screen speaks and looks: the words, the language, u or je, and the other switches. */
import { dutch, loadMessages, wordsFor, type Messages, type Words } from '#lib/i18n/words.ts';
import type { Address, Language } from '#lib/model/types.ts';
import {
	storedPreferences,
	storePreferences,
	type Announcing,
	type Preferences,
	type Theme
} from './preferences.ts';

class Speech {
	#messages = $state.raw<Messages>(dutch);
	#language = $state<Language>('nl');
	#address = $state<Address>('u');
	#chosen = $state.raw<Preferences>({});
	#words = $derived(wordsFor(this.#messages, this.#address));

	/** Say a message. Reactive: a sentence on the screen changes when the reader changes language. */
	readonly t: Words = (key, fill) => this.#words(key, fill);

	get language(): Language {
		return this.#language;
	}

	get address(): Address {
		return this.#address;
	}

	/** Null: as the device says. */
	get theme(): Theme | null {
		return this.#chosen.theme ?? null;
	}

	get announcing(): Announcing {
		return this.#chosen.announcing ?? 'all';
	}

	get hideHands(): boolean {
		return this.#chosen.hideHands ?? false;
	}

	/** Takes up what this device remembers. The pages were written in Dutch with u, so this comes after hydration. */
	async start(): Promise<void> {
		this.#chosen = storedPreferences();
		this.#showTheme();
		await this.#speak(this.#chosen.language ?? this.#language, this.#chosen.address ?? this.#address);
	}

	/** A person chose, on this screen. It is remembered on this device, and goes before what a board says. */
	async choose(choice: Preferences): Promise<void> {
		this.#chosen = { ...this.#chosen, ...choice };
		storePreferences(this.#chosen);
		this.#showTheme();
		await this.#speak(choice.language ?? this.#language, choice.address ?? this.#address);
	}

	/** Back to the theme of the device. */
	forgetTheme(): void {
		const { theme: _theme, ...rest } = this.#chosen;
		this.#chosen = rest;
		storePreferences(rest);
		this.#showTheme();
	}

	/** Speak as the board does, where the reader did not choose. */
	async follow(board: { readonly language: Language; readonly address: Address }): Promise<void> {
		await this.#speak(this.#chosen.language ?? board.language, this.#chosen.address ?? board.address);
	}

	async #speak(language: Language, address: Address): Promise<void> {
		this.#address = address;
		if (language !== this.#language) {
			try {
				this.#messages = await loadMessages(language);
				this.#language = language;
			} catch {
				// The file could not be fetched (offline, an old page): the words on the screen stay readable.
			}
		}
		document.documentElement.lang = this.#language;
		document.documentElement.dir = 'ltr';
	}

	#showTheme(): void {
		const root = document.documentElement;
		if (this.#chosen.theme === undefined) delete root.dataset.theme;
		else root.dataset.theme = this.#chosen.theme;
	}
}

export const speech = new Speech();
