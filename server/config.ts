/** What a host can set. Read once, at the start; nonsense is refused with a sentence. */
import { retentionDays } from '#lib/wire/limits.ts';

export interface Config {
	/** PORT: where to listen, 1–65535, or 0 for any free one. Standard 3000. */
	readonly port: number;
	/**
	 * HOST: which address to listen on. Standard `localhost`: both loopback addresses, so that
	 * http://localhost:3000 works whichever of the two a program tries, and nobody else on the network gets
	 * in before somebody decided so. Behind a proxy on this machine that is right too; in a container, or for
	 * other machines, set 0.0.0.0 (or `::`).
	 */
	readonly host: string;
	/**
	 * ORIGIN: the one address people use, like `https://bord.example.nl`. Standard: none; then the address in
	 * each request counts, and live boards work under localhost, HOST and addresses of private networks only.
	 * Set it in production: it is part of what clients sign.
	 */
	readonly origin: string | null;
	/** DATA_DIR: the folder where boards are kept. Standard `./data`; made when it is not there. */
	readonly dataDir: string;
	/**
	 * PROXIES: how many proxies stand between people and this server, 0–5. Standard 0; one on this machine is
	 * noticed by itself. Decides whom X-Forwarded-For is believed from, and nothing else.
	 */
	readonly proxies: number;
	/** CREATES_PER_HOUR: how many boards one address may make in an hour. Standard 120: a hall of people behind one address. */
	readonly createsPerHour: number;
	/** MAX_RETENTION_DAYS: the longest a board is kept after it was last used, 1–1096 days. Standard 1096. */
	readonly maxRetentionDays: number;
	/**
	 * FRAME_ANCESTORS: the https origins, with spaces between, whose pages may show the app inside them, like a video
	 * tool. Standard none. What only an owner may do is off in there.
	 */
	readonly frameAncestors: readonly string[];
}

/** A variable that cannot be meant so. Its message is for the host. */
export class BadConfig extends Error {
	override readonly name = 'BadConfig';
	readonly code = 'bad-config';
}

function integer(
	environment: NodeJS.ProcessEnv,
	name: string,
	range: { readonly min: number; readonly max: number; readonly standard: number }
): number {
	const text = environment[name]?.trim();
	if (text === undefined || text === '') return range.standard;
	const value = Number(text);
	if (!/^\d+$/.test(text) || value < range.min || value > range.max) {
		throw new BadConfig(`${name} must be a whole number from ${range.min} to ${range.max}, not "${text}".`);
	}
	return value;
}

function originFrom(text: string | undefined): string | null {
	const trimmed = text?.trim();
	if (!trimmed) return null;
	const url = URL.parse(trimmed);
	const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
	if (!url || !isWeb || (url.origin !== trimmed && `${url.origin}/` !== trimmed)) {
		throw new BadConfig(`ORIGIN must be like https://bord.example.nl, without a path, not "${trimmed}".`);
	}
	return url.origin;
}

function ancestorsFrom(text: string | undefined): readonly string[] {
	const named = text?.trim().split(/[\s,]+/) ?? [];
	return named
		.filter((one) => one !== '')
		.map((one) => {
			const url = URL.parse(one);
			const isHere = url?.hostname === 'localhost' && url.protocol === 'http:';
			// No wildcards, no paths: a page that may frame this one is known by its whole name.
			const isPlain = url !== null && (url.origin === one || `${url.origin}/` === one) && !one.includes('*');
			if (!url || !isPlain || (url.protocol !== 'https:' && !isHere)) {
				throw new BadConfig(
					`FRAME_ANCESTORS must be origins like https://video.example.nl, with spaces between, not "${one}".`
				);
			}
			return url.origin;
		});
}

function hostFrom(text: string | undefined): string {
	const host = text?.trim() || 'localhost';
	if (!/^[A-Za-z0-9.:_-]+$/.test(host) || host.includes('://')) {
		throw new BadConfig(`HOST must be a name or an address to listen on, like 0.0.0.0, not "${host}".`);
	}
	return host;
}

/** @throws BadConfig */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
	return {
		port: integer(environment, 'PORT', { min: 0, max: 65_535, standard: 3000 }),
		host: hostFrom(environment['HOST']),
		origin: originFrom(environment['ORIGIN']),
		dataDir: environment['DATA_DIR']?.trim() || './data',
		proxies: integer(environment, 'PROXIES', { min: 0, max: 5, standard: 0 }),
		createsPerHour: integer(environment, 'CREATES_PER_HOUR', { min: 1, max: 1_000_000, standard: 120 }),
		maxRetentionDays: integer(environment, 'MAX_RETENTION_DAYS', {
			min: retentionDays.min,
			max: retentionDays.max,
			standard: retentionDays.max
		}),
		frameAncestors: ancestorsFrom(environment['FRAME_ANCESTORS'])
	};
}

/** What a host should hear at the start although it is no mistake for certain; null: nothing. */
export function warningFor({ host, origin }: Config): string | null {
	if (origin !== null || /^(localhost|127(\.\d+){3}|::1)$/i.test(host)) return null;
	return `ORIGIN is not set: under any name but localhost, ${host} or a private address no board opens. Set ORIGIN.`;
}
