/**
 * The icons, drawn for this house in one hand: round strokes on a field of 24 by 24, no fill.
 * An icon never stands alone: a word is always beside it, so none of them has a name for readers.
 */
export const icons = {
	ear: 'M7 9a5.5 5.5 0 0 1 11 0c0 3.2-2.6 4-3.2 6.2-.5 1.9-1.1 4.3-3.7 4.3-2 0-3.1-1.4-3.1-3M10 9.4a2.6 2.6 0 0 1 5.1-.4c0 1.6-1.9 1.9-1.9 3.6',
	leave: 'M10 4H5.5v16H10M13 8l4 4-4 4M16.5 12H9',
	help: 'M12 3.2a8.8 8.8 0 1 1 0 17.6 8.8 8.8 0 0 1 0-17.6ZM9.4 9.6c.2-1.6 1.2-2.5 2.7-2.5 1.6 0 2.7 1 2.7 2.4 0 2-2.8 2.2-2.8 4.2M12 16.9v.1',
	share: 'M12 14.5V3.8M8 7.5l4-3.8 4 3.8M7 11.5H5.2v8.7h13.6v-8.7H17',
	undo: 'M8.5 5 4 9.5 8.5 14M4.5 9.5h9.3a5 5 0 0 1 0 10H9',
	redo: 'M15.5 5 20 9.5 15.5 14M19.5 9.5h-9.3a5 5 0 0 0 0 10H15',
	cards: 'M5.5 8.2 13 5.4l4.6 12.4-7.5 2.8ZM13.7 7.2h5.8v9.6',
	board: 'M3.5 5.5h17v13h-17ZM7 12h10M13.5 12a1.9 1.9 0 1 1-3.8 0 1.9 1.9 0 0 1 3.8 0',
	notepad: 'M6 4.5h12v16H6ZM9 2.8v3.4M15 2.8v3.4M9 11h6M9 15h4',
	settings: 'M4 7.5h9M17.5 7.5H20M4 16.5h2.5M11 16.5h9M15.2 5.3v4.4M8.8 14.3v4.4',
	check: 'M4.5 12.8 9.5 17.8 19.5 6.8',
	plus: 'M12 5v14M5 12h14',
	up: 'M12 19V5.5M6 11l6-6 6 6',
	down: 'M12 5v13.5M6 13l6 6 6-6',
	away: 'M6 6l12 12M18 6 6 18',
	saving: 'M4.5 12a7.5 7.5 0 0 1 13-5.1M19.5 12a7.5 7.5 0 0 1-13 5.1M18.2 3v4.3h-4.3M5.8 21v-4.3h4.3',
	saved: 'M12 3.2a8.8 8.8 0 1 1 0 17.6 8.8 8.8 0 0 1 0-17.6ZM8 12.3l3 3 5.2-6',
	device: 'M7.5 2.8h9v18.4h-9ZM11 18h2',
	online: 'M4 10.2a11.5 11.5 0 0 1 16 0M7 13.6a7.2 7.2 0 0 1 10 0M10 16.9a3 3 0 0 1 4 0M12 19.8v.1',
	offline:
		'M4 10.2a11.5 11.5 0 0 1 5-2.9M7 13.6a7.2 7.2 0 0 1 4-2M13.6 7a11.5 11.5 0 0 1 6.4 3.2M10 16.9a3 3 0 0 1 4 0M12 19.8v.1M4 4l16 16',
	phone:
		'M6 3.5h3.4l1.6 4.2-2.2 1.6a12 12 0 0 0 5.9 5.9l1.6-2.2 4.2 1.6V18a2.6 2.6 0 0 1-2.8 2.5A15.6 15.6 0 0 1 3.5 6.3 2.6 2.6 0 0 1 6 3.5Z',
	copy: 'M8.5 8.5h11v12h-11ZM15.5 8.5v-5h-11v12h4',
	code: 'M4 4h6v6H4ZM14 4h6v6h-6ZM4 14h6v6H4ZM14 14h2.5v2.5M20 14v.1M14 20v.1M20 17.5V20h-2.5',
	digits: 'M6 6v.1M12 6v.1M18 6v.1M6 12v.1M12 12v.1M18 12v.1M6 18v.1M12 18v.1M18 18v.1',
	speak: 'M4.5 5.5h15V16h-8L7 20v-4H4.5Z',
	link: 'M10 14.2a4 4 0 0 1 0-5.6l3-3a4 4 0 0 1 5.7 5.7l-1.6 1.6M14 9.8a4 4 0 0 1 0 5.6l-3 3a4 4 0 0 1-5.7-5.7l1.6-1.6',
	back: 'M19 12H5.5M11 6l-6 6 6 6',
	next: 'M5 12h13.5M13 6l6 6-6 6',
	pen: 'M4.5 19.5l1-4.2L16 4.8l3.2 3.2L8.7 18.5ZM13.5 7.3l3.2 3.2',
	home: 'M3.8 11.5 12 4.2l8.2 7.3M6 9.8v10h12v-10M10 19.8v-5.6h4v5.6',
	save: 'M12 3.8v10.7M8 10.8l4 3.8 4-3.8M4.5 16.5v3.7h15v-3.7',
	stop: 'M7 7h10v10H7Z',
	eye: 'M2.8 12S6.2 5.8 12 5.8 21.2 12 21.2 12 17.8 18.2 12 18.2 2.8 12 2.8 12ZM12 9.3a2.7 2.7 0 1 1 0 5.4 2.7 2.7 0 0 1 0-5.4Z',
	evening: 'M19.5 14.2A8 8 0 0 1 9.8 4.5a8 8 0 1 0 9.7 9.7Z',
	lay: 'M3.5 17.5h17M12 17.5v-3M12 14.5a4.7 4.7 0 1 1 0-9.4 4.7 4.7 0 0 1 0 9.4',
	talk: 'M3.5 5h12v8.5H9.5L6 16.5v-3H3.5ZM18.5 8.5h2v8.5H19v3l-3.5-3H11',
	take: 'M6 3.5h12v17H6ZM9 8h6M9 12h6M9 16h3',
	more: 'M5.5 12v.1M12 12v.1M18.5 12v.1',
	printer: 'M7.5 8.5v-5h9v5M7 16.5H4v-8h16v8h-3M7.5 13.5h9v7h-9Z',
	clock: 'M12 3.2a8.8 8.8 0 1 1 0 17.6 8.8 8.8 0 0 1 0-17.6ZM12 7.5V12l3.5 2',
	swap: 'M7 4 3.5 7.5 7 11M4 7.5h12.5M17 13l3.5 3.5L17 20M20 16.5H7.5',
	point: 'M12 3.5v3M12 17.5v3M3.5 12h3M17.5 12h3M16.2 12a4.2 4.2 0 1 1-8.4 0 4.2 4.2 0 0 1 8.4 0M12 12v.1',
	pause: 'M8.5 6v12M15.5 6v12',
	send: 'M4 12 20 4.5 15.5 20l-3.7-6.2ZM11.8 13.8 20 4.5'
} as const;

export type IconName = keyof typeof icons;

/** They point along the line of reading: in a language from right to left they point the other way. */
export const turningIcons: ReadonlySet<IconName> = new Set(['back', 'next', 'undo', 'redo', 'leave', 'send']);
