/**
 * A text field on the page and a text that others write in too, kept the same without ever taking the
 * field's focus, its caret from its letter, or a word out of the middle of its making.
 */
import type { LiveText, TextChange } from '#lib/model/types.ts';
import { applyChange, applyChanges, carry, differenceOf, meet } from './live-edits.ts';

export interface LiveFieldEvents {
	/** I changed the text just now. */
	readonly onwrite: () => void;
	/** The last thing typed did not fit and was not taken. */
	readonly onfull: () => void;
	/** The field may need another height. */
	readonly onchange: () => void;
}

/**
 * @returns the way to stop
 * While a word is being composed (IME, Gboard, dictation), others' changes are held back: setting the value
 * would end the composition. My letters still go out at once, moved past what is held.
 */
export function bindLiveField(field: HTMLTextAreaElement, text: LiveText, on: LiveFieldEvents): () => void {
	/** What the field showed when it was last the same as the text, apart from `held`. */
	let shown = text.value;
	/** Others' changes that the field does not show yet, on `shown`. Always: applyChanges(shown, held) is the text. */
	let held: TextChange[] = [];
	let composing = false;

	field.value = shown;
	on.onchange();

	function show(): void {
		if (held.length === 0) return;
		const next = applyChanges(shown, held);
		const { selectionStart, selectionEnd, selectionDirection } = field;
		const start = carry(selectionStart, held);
		const end = carry(selectionEnd, held);
		held = [];
		shown = next;
		if (field.value === next) return;
		field.value = next;
		// Only the field in use has a caret to keep; setting it elsewhere takes the focus in older Safari.
		if (field.ownerDocument.activeElement === field) {
			field.setSelectionRange(start, end, selectionDirection);
		}
		on.onchange();
	}

	function write(): void {
		// A goal is one line of words: what was pasted with line ends keeps its length and its caret.
		if (field.value.includes('\n')) {
			const { selectionStart, selectionEnd } = field;
			field.value = field.value.replaceAll('\n', ' ');
			field.setSelectionRange(selectionStart, selectionEnd);
		}
		const caret = field.selectionEnd;
		const made = differenceOf(shown, field.value, caret);
		if (made === null) return;
		let mine = made;
		const stillHeld = held.map((other) => {
			const met = meet(mine, other);
			mine = met.mine;
			return met.other;
		});
		const next = applyChange(text.value, mine);
		const written = text.write(next, mine.at + mine.inserted.length);
		if (written.ok) {
			shown = field.value;
			held = stillHeld;
			on.onwrite();
		} else {
			// Too long, or the board is only to look at: the field goes back to what is so.
			const before = Math.max(0, caret - (field.value.length - shown.length));
			field.value = shown;
			field.setSelectionRange(before, before);
			if (written.reason === 'too-long') on.onfull();
		}
		if (!composing) show();
		on.onchange();
	}

	function start(): void {
		composing = true;
	}

	function end(): void {
		composing = false;
		// Browsers differ in whether an input event follows; writing what is already written does nothing.
		write();
		show();
	}

	field.addEventListener('input', write);
	field.addEventListener('compositionstart', start);
	field.addEventListener('compositionend', end);
	// A phone that loses the field in the middle of a word may never say that the word has ended.
	field.addEventListener('blur', end);
	const stopHearing = text.subscribe((changes) => {
		held = [...held, ...changes];
		if (!composing) show();
	});

	return () => {
		stopHearing();
		field.removeEventListener('input', write);
		field.removeEventListener('compositionstart', start);
		field.removeEventListener('compositionend', end);
		field.removeEventListener('blur', end);
	};
}
