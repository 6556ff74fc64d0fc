import type { Message } from './words.ts';

/**
 * One file of words, `<language>` or `<area>.<language>`. One pattern for all: the bundler makes a file of each, and
 * Node reads them as they are.
 * @throws what the import throws: there is no such file, or it cannot be fetched
 */
export async function messageFile(name: string): Promise<Readonly<Record<string, Message>>> {
	const module = (await import(`./messages/${name}.json`, { with: { type: 'json' } })) as {
		readonly default: Readonly<Record<string, Message>>;
	};
	return module.default;
}
