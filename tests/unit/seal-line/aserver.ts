/** A fake server with people on it, for tests of the line's own behaviour. */
import { afterEach } from 'vitest';
import { FakeServer, type Temper } from '../../simulation/fake-server.ts';
import { SimulatedTime } from '../../simulation/simulated-time.ts';
import { Device, newSecrets, type DeviceMeans } from '../../simulation/device.ts';

const devices: Device[] = [];
afterEach(() => {
	for (const device of devices.splice(0)) device.crash();
});

/** A server that answers in 5 ms and commits in 8, unless told otherwise. */
export async function aServer(temper: Partial<Temper> = {}) {
	const time = new SimulatedTime();
	const fake = new FakeServer(time, { latency: () => 5, commit: () => 8, ...temper });
	const secrets = await newSecrets();
	const open = async (means: Omit<DeviceMeans, 'fake' | 'secrets'>) => {
		const device = await Device.open({ fake, secrets, ...means });
		devices.push(device);
		return device;
	};
	const openSynced = async (means: Omit<DeviceMeans, 'fake' | 'secrets'>) => {
		const device = await open(means);
		await time.until(() => device.line.status.synced, { what: 'synced' });
		return device;
	};
	/** Owner and editor, both with everything. */
	const twoPeople = async () => {
		const owner = await openSynced({ role: 'owner' });
		const editor = await openSynced({ role: 'edit' });
		return { owner, editor };
	};
	const saved = (device: Device) =>
		time.until(() => device.line.status.unsent === 'none', { what: 'the acknowledgement' });
	return { time, fake, secrets, open, openSynced, twoPeople, saved };
}
