import { given, giftSentences, type Gift } from '#lib/i18n/give.ts';
import { wordsFor, type KeyOf, type Messages } from '#lib/i18n/words.ts';
import type { CardId } from '#lib/model/types.ts';
import nl from '#lib/i18n/messages/nl.json' with { type: 'json' };
import give from '#lib/i18n/messages/give.nl.json' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import { riasBoard, today } from '../../support/paper.ts';

const words = wordsFor({ ...nl, ...give } as Messages<KeyOf<'give'>>, 'u');
const said = (gift: Gift, withNames = false) =>
	giftSentences(riasBoard, gift, { words, language: 'nl', today, withNames }).join('\n');
const [post, sister, stairs] = riasBoard.goals;
const money: Gift = { kind: 'card', card: 'money' as CardId };

describe('What is given away by choice', () => {
	it('[GV1] is one goal with its steps, and no other goal', () => {
		const text = said({ kind: 'goals', goals: post === undefined ? [] : [post.id] });
		expect(text).toContain('Ik wil weer rustig mijn post openmaken');
		expect(text).toContain('Samen de stapel doorkijken');
		expect(text).not.toContain(sister?.words);
		expect(text).not.toContain(stairs?.words);
	});

	it('[GV2] has no name in it unless asked for', () => {
		const goals: Gift = { kind: 'goals', goals: riasBoard.goals.map(({ id }) => id) };
		for (const gift of [goals, money]) expect(said(gift)).not.toMatch(/Ria|Sanne\b|gast/i);
		expect(said(goals, true)).toMatch(/^Dit is van Ria\.[^]*Wie: Sanne\./);
	});

	it('[GV3] is one card with where I lie: no token of another, no other card, no note', () => {
		expect(said(money)).toBe(
			[
				'Geld. Geld, rekeningen en schulden.',
				'Hier wil ik over praten.',
				'Geld: ik lig dicht bij het verdrietige gezicht.'
			].join('\n')
		);
		const part = given(riasBoard, money, true);
		expect(part.cards.map(({ id }) => id)).toEqual(['money']);
		expect(part.tokens.map(({ person }) => person)).toEqual(['resident']);
		expect([part.goals, part.notes, part.nextLook, part.title]).toEqual([[], [], null, '']);
	});
});
