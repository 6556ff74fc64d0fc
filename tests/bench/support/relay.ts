/**
 * The bare relay: one DOM element, one socket, nothing sealed, nothing stored. What a drag and a
 * keystroke cost on this machine before our app does anything.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

const page = `<!doctype html><meta charset="utf-8"><title>relay</title>
<style>body{margin:0}#line{position:absolute;left:300px;top:300px;width:600px;height:64px;background:#eee}
#token{position:absolute;left:0;top:300px;width:64px;height:64px;background:#1c4c9a}
textarea{position:absolute;left:300px;top:500px;width:400px;height:100px}</style>
<div id="line"></div><div id="token"></div><textarea aria-label="words"></textarea>
<script>
const token = document.getElementById('token'), words = document.querySelector('textarea');
const socket = new WebSocket(location.origin.replace('http', 'ws') + '/relay');
let down = false;
const show = (x) => { token.style.transform = 'translateX(' + x + 'px)'; };
socket.onmessage = (event) => {
	const message = event.data;
	if (message[0] === 'x') show(Number(message.slice(1)));
	else words.value = message.slice(1);
};
addEventListener('pointerdown', () => { down = true; });
addEventListener('pointerup', () => { down = false; });
addEventListener('pointermove', (event) => {
	if (!down) return;
	show(event.clientX);
	socket.send('x' + event.clientX);
});
words.addEventListener('input', () => socket.send('t' + words.value));
socket.onopen = () => document.body.setAttribute('data-ready', '');
</script>`;

export interface Relay {
	readonly url: string;
	close(): Promise<void>;
}

export async function startRelay(): Promise<Relay> {
	const server: Server = createServer((_, response) => {
		response.setHeader('content-type', 'text/html');
		response.end(page);
	});
	const sockets = new WebSocketServer({ server, path: '/relay' });
	sockets.on('connection', (socket: WebSocket) => {
		socket.on('message', (data) => {
			const text = String(data);
			for (const other of sockets.clients) if (other !== socket) other.send(text);
		});
	});
	await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}/`,
		close: () =>
			new Promise((done) => {
				for (const socket of sockets.clients) socket.terminate();
				server.close(() => done());
			})
	};
}
