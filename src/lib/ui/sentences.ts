/** Cuts a text into what a voice says in one breath. Pure. */

/** Chromium stops some voices after about 15 seconds; this many letters take ten at the slow pace. */
const longestPart = 180;

/** The end of a sentence, with what closes it; also of questions in Arabic script. */
const sentenceEnd = /[.!?…؟。]+["'”’»)\]]*\s+|\s*\n\s*/gu;

/**
 * The sentences of a text, in order, without the space between them. None is longer than 180 letters: a longer one
 * is cut at a comma, else between words. A full stop inside a word or a number ("0800-0113", "bord.nl") ends nothing.
 */
export function sentencesOf(text: string): string[] {
	const sentences: string[] = [];
	let from = 0;
	for (const end of [...text.matchAll(sentenceEnd), null]) {
		const until = end === null ? text.length : end.index + end[0].length;
		sentences.push(...cut(text.slice(from, until).trim()));
		from = until;
	}
	// What has no letter or figure ("‹", "–") is for the eye alone.
	return sentences.filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

function cut(sentence: string): string[] {
	const parts: string[] = [];
	let rest = sentence;
	while (rest.length > longestPart) {
		const head = rest.slice(0, longestPart);
		const comma = Math.max(head.lastIndexOf(', '), head.lastIndexOf('; '), head.lastIndexOf(': ')) + 1;
		const at = comma > longestPart / 3 ? comma : head.lastIndexOf(' ');
		// A word without end is cut as it comes, but never through a letter of two halves.
		const isHalf = /[\uD800-\uDBFF]/.test(head.slice(-1));
		const until = at > 0 ? at : isHalf ? longestPart - 1 : longestPart;
		parts.push(rest.slice(0, until).trim());
		rest = rest.slice(until).trim();
	}
	return [...parts, rest];
}
