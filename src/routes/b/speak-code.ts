/** A spoken code for a link of this board: the pages' door to src/lib/seal/spoken-code.ts. */
import type { SpokenCode } from '#lib/ui/spoken-code.ts';

/** @throws CodeFailed */
export async function speakCode(): Promise<SpokenCode> {
	const [{ showCode }, { readInvitation }] = await Promise.all([
		import('#lib/seal/spoken-code.ts'),
		import('#lib/session/invitation.ts')
	]);
	const shown = await showCode({ origin: location.origin, fetch: (...of) => fetch(...of) });
	return {
		digits: shown.digits,
		async asked() {
			const asking = await shown.asked();
			return {
				name: asking.name,
				async admit(link) {
					const read = readInvitation(link);
					if (!read.ok) throw new TypeError('not a link of this board');
					await asking.admit(read.value);
				},
				refuse: () => asking.refuse()
			};
		},
		close: () => shown.close()
	};
}
