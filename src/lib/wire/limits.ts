/** The limits both sides hold to. Sizes in bytes, times in milliseconds, rates per second. */

/** One frame on a socket. An update of 200 kB is already a pasted book. */
export const maxFrameBytes = 256 * 1024;
/** One snapshot, all its parts together. */
export const maxSnapshotBytes = 2 * 1024 * 1024;
/** The bytes of a snapshot that travel in one frame. */
export const snapshotPartBytes = 192 * 1024;
/** A move: the new board's first envelopes, and … */
export const maxMoveBytes = 4 * 1024 * 1024;
/** … so many sealed boxes of at most so many bytes each, for the devices that stay. */
export const moveBoxes = { most: 256, bytes: 512 } as const;
/** All that the server keeps of one board: log, snapshots, genesis. */
export const maxBoardBytes = 8 * 1024 * 1024;
/** Sockets on one board. */
export const maxSocketsPerBoard = 256;
/** From the socket's opening to a complete HELLO. */
export const helloWithinMs = 5_000;
/** Both sides send a BEAT this often when they have nothing else to say. */
export const beatEveryMs = 15_000;
/** A client that heard nothing this long takes the line for dead. */
export const deadLineMs = 20_000;
/** A server that heard nothing this long closes. Longer: sleeping phones come back. */
export const silentClientMs = 45_000;
/** Buffered towards a reader that does not read; above it the socket is closed. */
export const maxBufferedBytes = 1024 * 1024;
/** Presence frames a second from one connection; above it they are dropped without a word. */
export const presencePerSecond = 90;
/** Other frames a second from one connection, and how many at once. */
export const framesPerSecond = 30;
export const framesBurst = 120;
/** From so many people on, presence is sent in batches … */
export const presenceBatchAbovePeople = 10;
/** … this often. */
export const presenceBatchMs = 50;
/** A snapshot is worth making when the log's tail is larger than it, or than this. */
export const tailWorthCompactingBytes = 64 * 1024;
/** The log is kept back to the older snapshot, and at least this long. */
export const logKeptMs = 24 * 60 * 60 * 1000;
/** An HTTP ticket dies this long after its last use. */
export const ticketLivesMs = 60_000;
/** A long-poll is answered, empty if need be, within this time. Below the 30 s of common proxies. */
export const longPollMs = 25_000;
/** Spoken codes: two groups of four digits, a slot and a secret. */
export const codeLimits = {
	livesMs: 10 * 60_000,
	/** Of the 10 000 slots, so that a stranger who types at random mostly meets nobody. */
	maxAlive: 2_000,
	/** A message is a share and a tag, or a sealed link. */
	maxMessageBytes: 1024,
	/** To one side; four are needed in all. */
	maxMessages: 8,
	longPollMs: 25_000,
	/** By one address: a hall of people behind one is more than this together, but not with codes. */
	opensPerHour: 60,
	joinsPerHour: 60
} as const;
/** Retention after last use, in days: what an owner may choose, and what holds without a choice. */
export const retentionDays = { min: 1, standard: 365, max: 1096 } as const;

/** An envelope's plaintext is padded to the first of these that holds it, above that to multiples of the last. */
export const paddingSteps = [256, 1024, 4096, 16384, 65536] as const;
/** Presence is padded to multiples of this. */
export const presencePaddingBytes = 128;
