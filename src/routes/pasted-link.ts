/** What a person pasted as "my link": with words around it, without its start, from another place. */
export type Pasted =
	| { readonly ok: true; readonly fragment: string }
	/** There is no link of ours in it. */
	| { readonly ok: false; readonly reason: 'nothing' }
	/** A board of another server: this page cannot reach it, and must not send it anything. */
	| { readonly ok: false; readonly reason: 'elsewhere' };

/** @param origin where this page comes from, e.g. `https://bord.example.nl` */
export function readPasted(text: string, origin: string): Pasted {
	const words = text.split(/[\s<>()"']+/);
	const first = words.findIndex((part) => part.includes('#1'));
	// Folded or typed with spaces, it goes on in the next words; its own length says where it ends.
	const word = first < 0 ? text.trim() : joined(words.slice(first));
	const hash = word.indexOf('#');
	const fragment = hash < 0 ? word : word.slice(hash + 1);
	if (!/^1[oev][rcwx]\./.test(fragment)) return { ok: false, reason: 'nothing' };
	if (hash > 0) {
		const before = word.slice(0, hash);
		const whole = /^https?:/i.test(before) ? before : `${new URL(origin).protocol}//${before}`;
		if (!URL.canParse(whole) || new URL(whole).origin !== origin) return { ok: false, reason: 'elsewhere' };
	}
	// What an e-mail program or a sentence may leave at the end.
	return { ok: true, fragment: fragment.replace(/[>)\]."',;!?]+$/, '') };
}

/** A link of its full length stands alone; one that is too short takes the next words, as long as they can be of it. */
function joined(words: readonly string[]): string {
	const [link = '', ...rest] = words;
	const lengthOf = (text: string) => text.length - text.indexOf('#') - 1;
	const whole = /#1v/.test(link) ? 51 : 35;
	let word = link;
	for (const part of rest) {
		if (lengthOf(word) >= whole || !/^[\w.-]+$/.test(part)) break;
		word += part;
	}
	return word;
}
