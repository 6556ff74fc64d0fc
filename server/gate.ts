/** Who is calling, judged by the headers of the request that opens a connection. */
import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import type { Caller } from './visitor.ts';

export interface GateConfig {
	/** The one origin this server is reached under; null: the host each request names, if it can be this machine. */
	readonly origin: string | null;
	/** The HOST that was set: that name too can be this machine. */
	readonly host: string;
	/** How many proxies stand in front and add to X-Forwarded-For. */
	readonly proxies: number;
}

/** What the request asks for, or null for one that is no address: such a thing is a client's mistake, not ours. */
export function urlOf(request: IncomingMessage): URL | null {
	return URL.parse(request.url ?? '/', 'http://server');
}

const loopback = /^(::1|127\.\d+\.\d+\.\d+|::ffff:127\.\d+\.\d+\.\d+)$/;

/**
 * The origins a client may have dialled. Without ORIGIN the server cannot know whether a proxy in
 * front of it speaks TLS, so both schemes count.
 */
function originsOf(request: IncomingMessage, config: GateConfig): readonly string[] {
	if (config.origin) return [config.origin];
	const host = request.headers.host?.toLowerCase();
	return host ? [`http://${host}`, `https://${host}`] : [];
}

/** This machine, or one beside it: no name that a stranger can register and let point here. */
const ownNetwork =
	/^(localhost|127(\.\d+){3}|10(\.\d+){3}|192\.168(\.\d+){2}|172\.(1[6-9]|2\d|3[01])(\.\d+){2}|169\.254(\.\d+){2}|\[(::1|f[cd][\da-f:]*|fe[89ab][\da-f:]*)\])$/;

/**
 * Can the request be meant for us? Without ORIGIN its Host decides what clients sign, so a look-alike's
 * name must not be taken for ours: its proofs would be valid here, and pages under it would be at home.
 */
export function isMeantForUs(request: IncomingMessage, config: GateConfig): boolean {
	if (config.origin) return true;
	const name = request.headers.host?.toLowerCase().replace(/:\d+$/, '');
	if (!name) return false;
	const own = config.host.includes(':') ? `[${config.host}]` : config.host;
	return name === own.toLowerCase() || ownNetwork.test(name);
}

/**
 * True for a page of somebody else's. No Origin at all is no browser, and has nothing to be tricked
 * out of: there are no cookies here.
 */
export function isForeign(request: IncomingMessage, config: GateConfig): boolean {
	const { origin } = request.headers;
	return origin !== undefined && !originsOf(request, config).includes(origin.toLowerCase());
}

export function callerOf(request: IncomingMessage, config: GateConfig): Caller {
	return { origins: originsOf(request, config), address: networkOf(addressOf(request, config)) };
}

/**
 * The caller's address, or null for this machine itself. A header is believed only from a proxy: one
 * on this machine, or as many as the host said there are.
 */
function addressOf(request: IncomingMessage, { proxies }: GateConfig): string | null {
	const peer = request.socket.remoteAddress ?? '';
	const isLocal = loopback.test(peer);
	const trusted = Math.max(proxies, isLocal ? 1 : 0);
	const header = request.headers['x-forwarded-for'];
	const hops = (Array.isArray(header) ? header.join(',') : (header ?? ''))
		.split(',')
		.map((hop) => hop.trim())
		.filter((hop) => hop !== '');
	// The last hop was added by the nearest proxy; what the caller wrote himself stands before ours.
	const claimed = hops[Math.max(0, hops.length - trusted)];
	if (trusted > 0 && claimed !== undefined) return claimed;
	return isLocal ? null : peer;
}

/** An IPv6 address by its first 64 bits, which is what one customer is given at least; others as they are. */
function networkOf(address: string | null): string | null {
	const bare = address?.split('%')[0] ?? '';
	if (!isIPv6(bare)) return address;
	const mapped = /^::ffff:([\d.]+)$/i.exec(bare)?.[1];
	if (mapped) return mapped;
	const [head = '', tail] = bare.split('::');
	const groups = head === '' ? [] : head.split(':');
	const behind = tail ? tail.split(':') : [];
	// A dotted end stands for two groups.
	const missing = 8 - groups.length - behind.length - (bare.includes('.') ? 1 : 0);
	const all = [...groups, ...Array<string>(tail === undefined ? 0 : missing).fill('0'), ...behind];
	const first = all.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
	return `${first.join(':')}::/64`;
}
