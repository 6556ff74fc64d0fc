/** Recordings of fixed texts, where there are any: see recordings/README.md. */
import type { MessageKey } from '#lib/i18n/words.ts';
import type { Address, Language } from '#lib/model/types.ts';

/** Only addresses: a recording is fetched when somebody asks to hear it. */
const files = import.meta.glob<string>('./recordings/*/*.{mp3,m4a}', {
	eager: true,
	query: '?url&no-inline',
	import: 'default'
});

/** Where the recording of a text is, as the reader is addressed; null where nobody recorded it. */
export function recordingOf(key: MessageKey, how: { language: Language; address: Address }): string | null {
	return findRecording(files, key, how);
}

/** As `recordingOf`, in these files. */
export function findRecording(
	files: Readonly<Record<string, string>>,
	key: MessageKey,
	{ language, address }: { language: Language; address: Address }
): string | null {
	for (const name of [`${key}.${address}`, key]) {
		for (const kind of ['mp3', 'm4a']) {
			const found = files[`./recordings/${language}/${name}.${kind}`];
			if (found !== undefined) return found;
		}
	}
	return null;
}
