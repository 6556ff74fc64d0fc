/** Words that several people write in at once, over one Y.Text. */
import * as Y from 'yjs';
import { readWords } from './schema.ts';
import { textDiff } from './text-diff.ts';
import type { LiveText, Outcome, TextChange } from './types.ts';

export function liveText(
	text: Y.Text,
	write: (change: (value: string) => TextChange | null, length: number) => Outcome<void>
): LiveText {
	const listeners = new Set<(changes: readonly TextChange[]) => void>();
	let writing = false;
	let last = '';

	const hear = (event: Y.YTextEvent) => {
		const before = last;
		last = readWords(text);
		if (writing || before === last) return;
		const changes = changesOf(event, before, last);
		for (const listen of [...listeners]) listen(changes);
	};

	return {
		get value() {
			return readWords(text);
		},
		write(next, caret) {
			// Half a surrogate pair cannot be encoded: it would arrive as another letter than it left.
			const whole = next.toWellFormed();
			writing = true;
			try {
				return write((value) => textDiff(value, whole, caret), whole.length);
			} finally {
				writing = false;
			}
		},
		subscribe(listen) {
			if (listeners.size === 0) {
				last = readWords(text);
				text.observe(hear);
			}
			// One entry a call, even for one function: each is undone by itself.
			const entry = (changes: readonly TextChange[]) => listen(changes);
			listeners.add(entry);
			return () => {
				if (listeners.delete(entry) && listeners.size === 0) text.unobserve(hear);
			};
		}
	};
}

/** The event as replacements, each at its position after the ones before it. */
function changesOf(event: Y.YTextEvent, before: string, after: string): readonly TextChange[] {
	const changes: TextChange[] = [];
	let at = 0;
	for (const { retain, insert, delete: removed } of event.delta) {
		if (retain !== undefined) at += retain;
		else if (typeof insert === 'string') {
			changes.push({ at, removed: 0, inserted: insert });
			at += insert.length;
		} else if (removed !== undefined) changes.push({ at, removed, inserted: '' });
	}
	if (applyChanges(before, changes) === after) return changes;
	// Longer than is read, or holding what is no text: somebody made it so on purpose.
	const change = textDiff(before, after, after.length);
	return change === null ? [] : [change];
}

/** What a text becomes by replacements in order. */
export function applyChanges(text: string, changes: readonly TextChange[]): string {
	return changes.reduce(
		(so, { at, removed, inserted }) => so.slice(0, at) + inserted + so.slice(at + removed),
		text
	);
}
