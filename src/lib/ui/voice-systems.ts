/** The systems whose way to a voice we explain, the most used by the people of this board first. */
export const voiceSystems = ['android', 'apple', 'windows', 'mac', 'linux'] as const;

export type VoiceSystem = (typeof voiceSystems)[number];

/** Only to open the right lines first: a wrong guess costs one press. An iPad says that it is a Mac, with a touch screen. */
export function systemOf(userAgent: string, touchPoints: number): VoiceSystem | null {
	if (/Android/.test(userAgent)) return 'android';
	if (/iPhone|iPad/.test(userAgent) || (/Macintosh/.test(userAgent) && touchPoints > 1)) return 'apple';
	if (/Windows/.test(userAgent)) return 'windows';
	if (/Macintosh/.test(userAgent)) return 'mac';
	return /Linux|CrOS/.test(userAgent) ? 'linux' : null;
}
