import { describe, expect, it } from 'vitest';
import { BadConfig, readConfig, warningFor } from '../../server/config.ts';
import { callerOf, isForeign, isMeantForUs } from '../../server/gate.ts';
import { Bucket } from '../../server/limits.ts';
import { AddressRate } from '../../server/access.ts';
import type { IncomingMessage } from 'node:http';

describe('settings', () => {
	it('[R81] without any, it serves this machine on port 3000 from ./data', () => {
		expect(readConfig({})).toEqual({
			port: 3000,
			host: 'localhost',
			origin: null,
			dataDir: './data',
			proxies: 0,
			createsPerHour: 120,
			maxRetentionDays: 1096,
			frameAncestors: []
		});
		expect(readConfig({ PORT: '', ORIGIN: ' ', DATA_DIR: '' })).toEqual(readConfig({}));
	});

	it('[R81] settings are read', () => {
		expect(
			readConfig({
				PORT: '8080',
				HOST: '0.0.0.0',
				ORIGIN: 'https://bord.example.nl/',
				DATA_DIR: '/var/lib/wtl',
				PROXIES: '1',
				CREATES_PER_HOUR: '500',
				MAX_RETENTION_DAYS: '90',
				FRAME_ANCESTORS: 'https://video.example.nl/  https://bel.example.nl:8443'
			})
		).toEqual({
			port: 8080,
			host: '0.0.0.0',
			origin: 'https://bord.example.nl',
			dataDir: '/var/lib/wtl',
			proxies: 1,
			createsPerHour: 500,
			maxRetentionDays: 90,
			frameAncestors: ['https://video.example.nl', 'https://bel.example.nl:8443']
		});
	});

	it.each([
		{ PORT: '65536' },
		{ PORT: '-1' },
		{ PORT: '3e3' },
		{ PORT: '80.5' },
		{ PORT: 'http' },
		{ ORIGIN: 'bord.example.nl' },
		{ ORIGIN: 'https://bord.example.nl/wtl' },
		{ ORIGIN: 'ftp://bord.example.nl' },
		{ HOST: 'http://localhost' },
		{ HOST: 'local host' },
		{ PROXIES: '9' },
		{ CREATES_PER_HOUR: '0' },
		{ MAX_RETENTION_DAYS: '2000' },
		{ FRAME_ANCESTORS: 'video.example.nl' },
		{ FRAME_ANCESTORS: 'https://*.example.nl' },
		{ FRAME_ANCESTORS: 'http://video.example.nl' },
		{ FRAME_ANCESTORS: 'https://video.example.nl/tool' },
		{ FRAME_ANCESTORS: "'self'" },
		{ FRAME_ANCESTORS: 'https://video.example.nl; script-src *' }
	])('[R81] nonsense is refused with a sentence that names it: %j', (environment) => {
		const [name] = Object.keys(environment);
		expect(() => readConfig(environment)).toThrow(BadConfig);
		expect(() => readConfig(environment)).toThrow(new RegExp(`^${name} .*\\.$`));
	});
});

const request = (remoteAddress: string, headers: Record<string, string> = {}) =>
	({
		socket: { remoteAddress },
		headers: { host: 'localhost:3000', ...headers }
	}) as unknown as IncomingMessage;

describe('who is calling', () => {
	const direct = { origin: null, host: 'localhost', proxies: 0 };

	it('[R82] a forwarded address is believed from a proxy only, and only what the proxy itself added', () => {
		const forwarded = { 'x-forwarded-for': '1.1.1.1, 2.2.2.2, 3.3.3.3' };
		expect(callerOf(request('203.0.113.9', forwarded), direct).address).toBe('203.0.113.9');
		expect(callerOf(request('127.0.0.1', forwarded), direct).address).toBe('3.3.3.3');
		expect(callerOf(request('10.0.0.1', forwarded), { ...direct, proxies: 2 }).address).toBe('2.2.2.2');
		expect(callerOf(request('10.0.0.1', forwarded), { ...direct, proxies: 5 }).address).toBe('1.1.1.1');
		expect(callerOf(request('10.0.0.1'), { ...direct, proxies: 1 }).address).toBe('10.0.0.1');
		expect(callerOf(request('::1'), direct).address).toBeNull();
		expect(callerOf(request('::ffff:127.0.0.1'), direct).address).toBeNull();
	});

	it.each([
		['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
		['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
		['2001:db8::1', '2001:db8:0:0::/64'],
		['fe80::1%eth0', 'fe80:0:0:0::/64'],
		['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
		['::ffff:192.0.2.1', '192.0.2.1'],
		['192.0.2.1', '192.0.2.1']
	])('[R82] %s counts as %s', (peer, network) => {
		expect(callerOf(request(peer), direct).address).toBe(network);
	});

	it('[R42] the dialled host counts in either scheme, or ORIGIN alone', () => {
		expect(callerOf(request('::1'), direct).origins).toEqual([
			'http://localhost:3000',
			'https://localhost:3000'
		]);
		const set = { ...direct, origin: 'https://bord.example.nl' };
		expect(callerOf(request('::1'), set).origins).toEqual(['https://bord.example.nl']);
		expect(isForeign(request('::1', { origin: 'http://localhost:3000' }), direct)).toBe(false);
		expect(isForeign(request('::1', { origin: 'http://localhost:3000' }), set)).toBe(true);
		expect(isForeign(request('::1'), set)).toBe(false);
	});
});

describe('without ORIGIN', () => {
	const isTaken = (host: string, set = 'localhost', origin: string | null = null) =>
		isMeantForUs(request('192.0.2.1', { host }), { origin, host: set, proxies: 0 });

	it('[R42] only this machine, the HOST that was set and private addresses are taken for ours', () => {
		for (const host of ['localhost', 'LocalHost:3000', '127.0.0.1:80', '[::1]:3000', '192.168.1.20:3000']) {
			expect(isTaken(host), host).toBe(true);
		}
		for (const host of ['10.0.0.1', '172.16.0.1', '172.31.9.9:1', '[fd00::1]', '[fe80::1]:3000']) {
			expect(isTaken(host), host).toBe(true);
		}
		for (const host of ['evil.example', 'localhost.evil.example', '10.evil.example', '8.8.8.8', '']) {
			expect(isTaken(host), host).toBe(false);
		}
		for (const host of [
			'172.32.0.1',
			'[2001:db8::1]',
			'192.168.1.20.evil.example',
			'127.0.0.1.evil.example'
		]) {
			expect(isTaken(host), host).toBe(false);
		}
		expect(isTaken('bord.example.nl:3000', 'bord.example.nl')).toBe(true);
		expect(isTaken('[2001:db8::1]:3000', '2001:db8::1')).toBe(true);
		expect(isTaken('evil.example', '0.0.0.0', 'https://bord.example.nl')).toBe(true);
	});

	it('[R81] the host is warned once he lets others in, and not before', () => {
		expect(warningFor(readConfig({}))).toBeNull();
		expect(warningFor(readConfig({ HOST: '127.0.0.1' }))).toBeNull();
		expect(warningFor(readConfig({ HOST: '::1' }))).toBeNull();
		expect(warningFor(readConfig({ HOST: '0.0.0.0', ORIGIN: 'https://bord.example.nl' }))).toBeNull();
		expect(warningFor(readConfig({ HOST: '0.0.0.0' }))).toMatch(/Set ORIGIN\.$/);
	});
});

describe('rates', () => {
	it('[R51] a bucket gives its burst at once and then its rate', () => {
		const bucket = new Bucket({ perSecond: 10, burst: 3 }, 0);
		expect([bucket.take(0), bucket.take(0), bucket.take(0), bucket.take(0)]).toEqual([
			true,
			true,
			true,
			false
		]);
		expect(bucket.take(99)).toBe(false);
		expect(bucket.take(100)).toBe(true);
		expect(bucket.isFull(399)).toBe(false);
		expect(bucket.isFull(400)).toBe(true);
	});

	it('[R46] an address makes so many boards an hour, and is forgotten an hour later', () => {
		const rate = new AddressRate(2, 3_600_000);
		expect([rate.allows('a', 0), rate.allows('a', 0), rate.allows('a', 0)]).toEqual([true, true, false]);
		expect([rate.allows('b', 0), rate.allows(null, 0)]).toEqual([true, true]);
		expect(rate.allows('a', 31 * 60_000)).toBe(true);
		expect(rate.addresses).toBe(2);
		rate.forget(61 * 60_000);
		expect(rate.addresses).toBe(1);
		for (let i = 0; i < 20_000; i++) rate.allows(`many ${i}`, 0);
		expect(rate.addresses).toBeLessThanOrEqual(10_000);
	});
});
