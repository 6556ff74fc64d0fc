/** A real video call in a page of its own: two peers of WebRTC, with the browser's fake camera and microphone. */
import type { Browser } from '@playwright/test';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The browser that carries the call must be started with these. */
export const callFlags = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

export interface Call {
	/** Pictures that the other side has shown so far. */
	decoded(): Promise<number>;
	close(): Promise<void>;
}

declare global {
	interface Window {
		__call?: { readonly near: RTCPeerConnection; readonly far: RTCPeerConnection };
	}
}

/** 320 × 240, 15 pictures a second, both ways, shown on the page. Resolves when both sides see each other. */
export async function startCall(browser: Browser): Promise<Call> {
	// A camera is there in a secure context only, and this machine's own name is one.
	const server = createServer((_request, response) => {
		response.setHeader('content-type', 'text/html');
		response.end(
			'<!doctype html><title>call</title><video autoplay muted></video><video autoplay muted></video>'
		);
	});
	await new Promise<void>((done) => server.listen(0, 'localhost', done));
	const context = await browser.newContext({ viewport: { width: 700, height: 300 } });
	const page = await context.newPage();
	await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
	await page.evaluate(async () => {
		const near = new RTCPeerConnection();
		const far = new RTCPeerConnection();
		const videos = document.querySelectorAll('video');
		for (const [index, [from, to]] of [[near, far] as const, [far, near] as const].entries()) {
			from.onicecandidate = ({ candidate }) => void to.addIceCandidate(candidate ?? undefined);
			to.ontrack = ({ streams }) => {
				const video = videos[index];
				if (video) video.srcObject = streams[0] ?? null;
			};
			const stream = await navigator.mediaDevices.getUserMedia({
				video: { width: 320, height: 240, frameRate: 15 },
				audio: true
			});
			for (const track of stream.getTracks()) from.addTrack(track, stream);
		}
		await near.setLocalDescription(await near.createOffer());
		if (near.localDescription) await far.setRemoteDescription(near.localDescription);
		await far.setLocalDescription(await far.createAnswer());
		if (far.localDescription) await near.setRemoteDescription(far.localDescription);
		window.__call = { near, far };
	});
	await page.waitForFunction(() =>
		[...document.querySelectorAll('video')].every((one) => one.currentTime > 1)
	);
	return {
		decoded: () =>
			page.evaluate(async () => {
				let frames = 0;
				const stats = await window.__call?.far.getStats();
				stats?.forEach((one: { type: string; kind?: string; framesDecoded?: number }) => {
					if (one.type === 'inbound-rtp' && one.kind === 'video') frames += one.framesDecoded ?? 0;
				});
				return frames;
			}),
		async close() {
			await context.close();
			server.closeAllConnections();
			await new Promise((done) => server.close(done));
		}
	};
}
