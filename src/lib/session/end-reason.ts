/** Why a line ended, as the pages tell it. */
import type { LineEnd } from '#lib/seal/line.ts';
import { closeCodes } from '#lib/wire/close-codes.ts';
import type { EndReason } from './types.ts';

const endReasons: Readonly<Record<number, EndReason>> = {
	[closeCodes.unknownBoard]: 'unknown-board',
	[closeCodes.badProof]: 'bad-link',
	[closeCodes.deleted]: 'deleted',
	[closeCodes.moved]: 'moved',
	[closeCodes.notAllowed]: 'not-allowed',
	[closeCodes.unknownVersion]: 'newer-app-needed',
	[closeCodes.badFrame]: 'newer-app-needed'
};

export function endReason(end: LineEnd): EndReason {
	if (end === 'newer-app-needed') return end;
	if (end === 'forged-board') return 'bad-link';
	return endReasons[end] ?? 'not-allowed';
}
