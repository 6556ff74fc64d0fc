/** Two people at one board in one page: the real model, a line of function calls. */
import { createSubscriber } from 'svelte/reactivity';
import * as Y from 'yjs';
import { adults, makeBoard, openBoard, type CardSet } from '#lib/model/board.ts';
import type { Actor, BoardChange, Day, PersonId, Template } from '#lib/model/types.ts';
import type { Drag, Hand, Motion, Session } from '#lib/session/types.ts';

type OnMotion = Parameters<Session['onMotion']>[0];
type OnChange = Parameters<Session['onOthersChange']>[0];

interface Person {
	readonly actor: Actor | null;
	readonly name: string;
}

/** Sessions on one board; what one does the others see at the next frame. */
export function sessionsFor(
	people: readonly Person[],
	{ set = adults, template = 'line' }: { readonly set?: CardSet; readonly template?: Template } = {}
): Session[] {
	const docs = people.map(() => new Y.Doc());
	const motionListeners = people.map(() => new Set<OnMotion>());
	docs.forEach((doc, from) => {
		doc.on('update', (update: Uint8Array, origin: unknown) => {
			if (origin instanceof From) return;
			docs.forEach((other, to) => to !== from && Y.applyUpdate(other, update, new From(from)));
		});
	});

	const [first] = docs;
	if (first !== undefined)
		makeBoard(first, {
			language: 'nl',
			address: 'u',
			cardSet: set.id,
			set,
			template,
			day: '2026-03-03' as Day
		});

	return people.map(({ actor, name }, index) => {
		const doc = docs[index];
		if (doc === undefined) throw new RangeError('a person without a document');
		let id = 0;
		const board = openBoard(doc, {
			actor,
			now: () => performance.now(),
			randomId: () => `id-${index}-${id++}`,
			set
		});
		const track = createSubscriber((update) => board.subscribe(update));
		let hand: Hand | null = null;
		let drag: Drag | null = null;
		let frame: number | null = null;
		let acts = false;
		const send = () => {
			frame = null;
			const motion: Motion = {
				connection: index,
				person: actor?.person ?? null,
				kind: actor?.kind ?? null,
				name,
				hand,
				drag,
				points: null
			};
			motionListeners.forEach((listeners, to) => {
				if (to !== index) for (const listen of listeners) listen(index, motion);
			});
		};
		const later = () => (frame ??= requestAnimationFrame(send));
		return {
			role: actor === null ? 'view' : actor.kind === 'resident' ? 'owner' : 'edit',
			me: actor,
			get snapshot() {
				track();
				return board.snapshot;
			},
			ready: true,
			present: [],
			saved: 'saved',
			connection: 'connected',
			ended: null,
			get canUndo() {
				track();
				return board.canUndo;
			},
			get canRedo() {
				track();
				return board.canRedo;
			},
			keepsCopy: false,
			refused: 0,
			edits: board.edits,
			point(next) {
				hand = next;
				later();
			},
			preview(next) {
				drag = next;
				later();
			},
			writeIn() {},
			beAt() {},
			pointAt() {},
			pointing: null,
			pause: null,
			askPause() {},
			endPause() {},
			onMotion(listen) {
				motionListeners[index]?.add(listen);
				return () => motionListeners[index]?.delete(listen);
			},
			onOthersChange(listen: OnChange) {
				return board.onChange((origin, tag, changes: readonly BoardChange[]) => {
					if (origin === 'mine') return;
					const by: PersonId | null = tag instanceof From ? (people[tag.index]?.actor?.person ?? null) : null;
					listen(by, changes);
				});
			},
			links: async () => ({ resident: null, closeOne: null, worker: null, viewer: '' }),
			rename: (next) => void board.edits.introduce(next),
			copyAsFile: () => new Blob(),
			keepCopy: async () => {},
			keepFor: async (days) => days,
			deleteBoard: async () => {},
			isHeldBack: false,
			held: [],
			laidElsewhere: false,
			isLent: false,
			get actsForResident() {
				track();
				return acts;
			},
			actForResident(isActing) {
				acts = isActing;
				board.edits.actFor(isActing);
				// Whoever reads the session hears of it with the next edit.
				board.edits.introduce(name);
			},
			handTo() {},
			whoCanSee: [],
			removePerson: () => Promise.resolve(),
			helm: 'mine',
			takeHelm: () => Promise.resolve(),
			helmNews: null,
			moves: 0,
			history: () => board.history(),
			lastLooked: null,
			copyOfRound: () => Promise.reject(new Error('not in the harness')),
			close: async () => board.destroy()
		};
	});
}

class From {
	readonly index: number;
	constructor(index: number) {
		this.index = index;
	}
}
