/**
 * How a person likes the screen: language, u or je, day or evening, hands, how fast a voice reads, how much is announced.
 * It says nothing about any board. Only what somebody chose by hand is written down, on this device.
 */
import { languages } from '#lib/i18n/languages.ts';
import type { Address, Language } from '#lib/model/types.ts';

export type Theme = 'day' | 'evening';
/** How much of what others do is spoken: everything, one sentence about it, or nothing. */
export type Announcing = 'all' | 'summary' | 'silent';
/** How fast a voice reads. */
export type Pace = 'calm' | 'normal';

/** What was chosen; absent means: as the board, or the device, says. */
export interface Preferences {
	readonly language?: Language;
	readonly address?: Address;
	readonly theme?: Theme;
	readonly announcing?: Announcing;
	readonly pace?: Pace;
	readonly hideHands?: boolean;
	/** The tab says nothing of what is in it. */
	readonly plainTab?: boolean;
}

/** Read by static/first.js too, before the first paint. */
export const preferencesKey = 'voorkeuren';

const allowed = {
	language: languages.map(({ code }) => code),
	address: ['u', 'je'],
	theme: ['day', 'evening'],
	announcing: ['all', 'summary', 'silent'],
	pace: ['calm', 'normal']
} as const;

/** What is stored may be anything: each value that is not one of ours is left out. */
export function readPreferences(stored: string | null): Preferences {
	if (stored === null) return {};
	let found: unknown;
	try {
		found = JSON.parse(stored);
	} catch {
		return {};
	}
	if (typeof found !== 'object' || found === null) return {};
	const values = found as Readonly<Record<string, unknown>>;
	const pick = <Value extends string>(name: string, choices: readonly Value[]): Value | undefined =>
		choices.find((choice) => choice === values[name]);
	const language = pick('language', allowed.language);
	const address = pick('address', allowed.address);
	const theme = pick('theme', allowed.theme);
	const announcing = pick('announcing', allowed.announcing);
	const pace = pick('pace', allowed.pace);
	return {
		...(language && { language }),
		...(address && { address }),
		...(theme && { theme }),
		...(announcing && { announcing }),
		...(pace && { pace }),
		...(typeof values.hideHands === 'boolean' && { hideHands: values.hideHands }),
		...(typeof values.plainTab === 'boolean' && { plainTab: values.plainTab })
	};
}

/** `localStorage` throws where a browser blocks it: then the choice holds for this page alone. */
export function storedPreferences(): Preferences {
	try {
		return readPreferences(localStorage.getItem(preferencesKey));
	} catch {
		return {};
	}
}

export function storePreferences(preferences: Preferences): void {
	try {
		localStorage.setItem(preferencesKey, JSON.stringify(preferences));
	} catch {
		// A browser that keeps nothing: the choice holds until the page is closed, which is what it asked for.
	}
}
