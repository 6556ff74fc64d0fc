/**
 * `?moment=talk&fixed=1` say what the conversation is at, and that cards are not moved.
 * `?people=resident,worker&set=youth&template=web&cards=home,money&laid=1&choosing=1&lang=en&rem=32&theme=evening`
 * Each person gets a board; the first few cards lie on it.
 */
import { mount } from 'svelte';
import { residentId } from '#lib/model/board.ts';
import { loadBuiltInSet } from '#lib/model/card-sets.ts';
import type { CardId, Moment, PersonId, PersonKind } from '#lib/model/types.ts';
import { cards as cardWords } from '#lib/ui/cards.svelte.ts';
import { speech } from '#lib/ui/speech.svelte.ts';
import type { BuiltInSet } from '#lib/wire/card-set.ts';
import Page from './Page.svelte';
import { sessionsFor } from './session.ts';

const query = new URLSearchParams(location.search);
const kinds = (query.get('people') ?? 'resident,worker').split(',');
const names = (query.get('names') ?? 'Fatma,Sanne,Bram,Els').split(',');
const rem = query.get('rem');
if (rem !== null) document.documentElement.style.fontSize = `${rem}px`;
const theme = query.get('theme');
if (theme !== null) document.documentElement.dataset.theme = theme;
const template = query.get('template') === 'web' ? 'web' : 'line';
const set = await loadBuiltInSet((query.get('set') ?? (template === 'web' ? 'web' : 'adults')) as BuiltInSet);
cardWords.learn(set);
await speech.follow({ language: query.get('lang') === 'en' ? 'en' : 'nl', address: 'u' });

const sessions = sessionsFor(
	kinds.map((kind, index) => ({
		actor:
			kind === 'viewer'
				? null
				: {
						person: (kind === 'resident' ? residentId : `person-${index}`) as PersonId,
						kind: kind as PersonKind
					},
		name: names[index] ?? ''
	})),
	{ set, template }
);
sessions.forEach((session, index) => session.me && session.edits.introduce(names[index] ?? ''));
const few = template === 'web' ? set.cards.map(({ id }) => id).join() : 'home,money,mind,selfcare,friends';
const cards = (query.get('cards') ?? few).split(',').filter(Boolean) as CardId[];
for (const card of cards) sessions[0]?.edits.chooseCard(card);
if (query.get('laid') !== null) {
	const places = [820, 240, 505, 60, 930];
	sessions.forEach(({ me, edits }, index) => {
		if (me === null) return;
		cards.slice(0, Number(query.get('laid'))).forEach((card, order) => {
			const at = (places[order % places.length] ?? 0) + index * 130 * (order % 2 === 0 ? -1 : 1);
			const place = template === 'web' ? Math.round(at / 100) * 100 : at;
			edits.layToken({ card, person: me.person, place });
		});
	});
}

const boards = document.getElementById('boards');
if (boards === null) throw new Error('the page has no place for boards');
boards.style.cssText = 'display:flex;flex-wrap:wrap;gap:8px';
for (const [index, session] of sessions.entries()) {
	if (query.get('only') !== null && Number(query.get('only')) !== index) continue;
	const place = document.createElement('div');
	place.className = 'place';
	place.style.cssText = 'flex:1 1 0;min-width:0';
	boards.append(place);
	const active = query.get('active') as CardId | null;
	const moment = (query.get('moment') ?? 'lay') as Moment;
	const arranging = query.get('fixed') === null;
	const choosing = query.get('choosing') !== null;
	mount(Page, { target: place, props: { session, active, choosing, moment, arranging } });
}
Object.assign(window, { sessions });
