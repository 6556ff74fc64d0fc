/** Runs in a worker: applies one update to an empty document and says that it came to its end. */
import * as Y from 'yjs';

self.onmessage = ({ data }: MessageEvent<Uint8Array>) => {
	try {
		Y.applyUpdate(new Y.Doc(), data);
		self.postMessage('done');
	} catch {
		self.postMessage('failed');
	}
};
self.postMessage('ready');
