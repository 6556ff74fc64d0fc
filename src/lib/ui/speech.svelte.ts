/** How this screen speaks and looks: the words, the language, u or je, and the other switches. */
import { untrack } from 'svelte';
import { languages, spokenLanguage, type SpokenLanguage } from '#lib/i18n/languages.ts';
import {
	dutch,
	loadArea,
	loadMessages,
	say,
	type Area,
	type Areas,
	type KeyOf,
	type Message,
	type Messages,
	type Words
} from '#lib/i18n/words.ts';
import type { Address, Language } from '#lib/model/types.ts';
import {
	storedPreferences,
	storePreferences,
	type Announcing,
	type Pace,
	type Preferences,
	type Theme
} from './preferences.ts';

type AreaMessages = Readonly<Record<string, Message>>;

/** The words of one language, and of the areas that were asked for: they change together. */
interface Spoken {
	readonly language: SpokenLanguage;
	readonly base: Messages;
	readonly areas: Readonly<Partial<Record<Area, AreaMessages>>>;
}

class Speech {
	#spoken = $state.raw<Spoken>({ language: spokenLanguage('nl'), base: dutch, areas: {} });
	#address = $state<Address>('u');
	#chosen = $state.raw<Preferences>({});
	/** How the board that is open speaks. */
	#board: { readonly language: Language; readonly address: Address } | null = null;
	/** The language asked for last: what comes in late, of an earlier choice, is left. */
	#wanted: Language = 'nl';

	/** Say a message. Reactive: a sentence on the screen changes when the reader changes language. */
	readonly t: Words = (key, fill) => say(this.#spoken.base[key], this.#address, fill);

	/**
	 * The words of a screen that is loaded when somebody asks for it (src/lib/i18n/words.ts), and with them those of
	 * the first screens. Reactive as `t`: it follows language and address. In Dutch where a language has no file.
	 *
	 *     <script lang="ts">
	 *         const words = speech.area('paper');
	 *     </script>
	 *     {#await words then t}
	 *         <h2>{t('paper.title')}</h2>
	 *         <p>{t('app.back')} {cardName(card, t)}</p>
	 *     {/await}
	 *
	 * @throws (rejects) when not even the Dutch words can be fetched; asking again tries again
	 */
	async area<A extends Area>(area: A): Promise<Words<KeyOf<A>>> {
		// The language may change while the words come: then those of the new one are needed.
		// Not followed: asked in a template, the words' own coming would ask anew, and make what shows them anew.
		while (untrack(() => this.#spoken).areas[area] === undefined) {
			const { language } = untrack(() => this.#spoken);
			const messages = await loadArea(area, language.code);
			if (this.#spoken.language !== language) continue;
			this.#spoken = { ...this.#spoken, areas: { ...this.#spoken.areas, [area]: messages } };
		}
		return this.#wordsOf(area);
	}

	/**
	 * As `area`, for a page that is prerendered, or cannot wait: it brings the Dutch words itself. Those of another
	 * language follow.
	 */
	areaAtOnce<A extends Area>(area: A, inDutch: Messages<keyof Areas[A] & string>): Words<KeyOf<A>> {
		// What cannot be fetched is said in Dutch.
		void this.area(area).catch(() => undefined);
		return this.#wordsOf(area, inDutch);
	}

	#wordsOf<A extends Area>(area: A, inDutch?: AreaMessages): Words<KeyOf<A>> {
		return (key, fill) => {
			const { areas, base } = this.#spoken;
			const message = areas[area]?.[key] ?? inDutch?.[key] ?? base[key as keyof Messages];
			return say(message, this.#address, fill);
		};
	}

	get language(): Language {
		return this.#spoken.language.code;
	}

	/** Which way the language is written; `dir` of the page follows it. */
	get dir(): SpokenLanguage['dir'] {
		return this.#spoken.language.dir;
	}

	/** This language has two ways of saying "you": then a reader may choose. */
	get hasTwoAddresses(): boolean {
		return this.#spoken.language.twoAddresses;
	}

	/** What a reader may choose from. */
	readonly languages = languages;

	get address(): Address {
		return this.#address;
	}

	/** Null: as the device says. */
	get theme(): Theme | null {
		return this.#chosen.theme ?? null;
	}

	/** What the reader chose, before what a board says; null: as the board. */
	get ownLanguage(): Language | null {
		return this.#chosen.language ?? null;
	}

	get ownAddress(): Address | null {
		return this.#chosen.address ?? null;
	}

	/** How fast a voice reads. */
	get pace(): Pace {
		return this.#chosen.pace ?? 'normal';
	}

	get announcing(): Announcing {
		return this.#chosen.announcing ?? 'all';
	}

	get hideHands(): boolean {
		return this.#chosen.hideHands ?? false;
	}

	get plainTab(): boolean {
		return this.#chosen.plainTab ?? false;
	}

	/** Takes up what this device remembers. The pages were written in Dutch with u, so this comes after hydration. */
	async start(): Promise<void> {
		this.#chosen = storedPreferences();
		this.#showTheme();
		await this.#speak(this.#chosen.language ?? this.language, this.#chosen.address ?? this.#address);
	}

	/** A person chose, on this screen. It is remembered on this device, and goes before what a board says. */
	async choose(choice: Preferences): Promise<void> {
		this.#chosen = { ...this.#chosen, ...choice };
		storePreferences(this.#chosen);
		this.#showTheme();
		await this.#speak(choice.language ?? this.language, choice.address ?? this.#address);
	}

	/** Back to what the device (the theme) or the board (language and address) says. */
	async forget(what: 'theme' | 'language' | 'address'): Promise<void> {
		const { [what]: _forgotten, ...rest } = this.#chosen;
		this.#chosen = rest;
		storePreferences(rest);
		this.#showTheme();
		if (this.#board !== null) await this.follow(this.#board);
	}

	/** Speak as the board does, where the reader did not choose. */
	async follow(board: { readonly language: Language; readonly address: Address }): Promise<void> {
		this.#board = board;
		await this.#speak(this.#chosen.language ?? board.language, this.#chosen.address ?? board.address);
	}

	async #speak(code: Language, address: Address): Promise<void> {
		this.#address = address;
		const language = spokenLanguage(code);
		this.#wanted = language.code;
		if (language !== this.#spoken.language) {
			try {
				const base = await loadMessages(language.code);
				const areas: Partial<Record<Area, AreaMessages>> = {};
				// An area may be asked for while the words of the others come.
				for (;;) {
					const area = (Object.keys(this.#spoken.areas) as Area[]).find((known) => !areas[known]);
					if (area === undefined) break;
					areas[area] = await loadArea(area, language.code);
				}
				if (this.#wanted !== language.code) return;
				this.#spoken = { language, base, areas };
			} catch {
				// The file could not be fetched (offline, an old page): the words on the screen stay readable.
			}
		}
		document.documentElement.lang = this.language;
		document.documentElement.dir = this.dir;
	}

	#showTheme(): void {
		const root = document.documentElement;
		if (this.#chosen.theme === undefined) delete root.dataset.theme;
		else root.dataset.theme = this.#chosen.theme;
	}
}

export const speech = new Speech();
