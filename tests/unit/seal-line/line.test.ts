import { afterEach, describe, expect, it } from 'vitest';
import { FakeServer } from '../../simulation/fake-server.ts';
import { SimulatedTime } from '../../simulation/simulated-time.ts';
import { Device, newSecrets, type DeviceMeans } from '../../simulation/device.ts';

const devices: Device[] = [];
afterEach(() => {
	for (const device of devices.splice(0)) device.crash();
});

async function aServer() {
	const time = new SimulatedTime();
	const fake = new FakeServer(time, { latency: () => 5, commit: () => 8 });
	const secrets = await newSecrets();
	const open = async (means: Omit<DeviceMeans, 'fake' | 'secrets'>) => {
		const device = await Device.open({ fake, secrets, ...means });
		devices.push(device);
		return device;
	};
	return { time, fake, secrets, open };
}

describe('The line', () => {
	it('[L1] what one edits the other has, and "none unsent" comes only after the server stored it', async () => {
		const { time, open, fake } = await aServer();
		const owner = await open({ role: 'owner' });
		await time.until(() => owner.line.status.synced);
		const editor = await open({ role: 'edit' });
		await time.until(() => editor.line.status.synced);
		owner.setItem('a', 1);
		expect(owner.line.status.unsent).toBe('in-memory');
		await time.until(() => editor.items.a === 1);
		await time.until(() => owner.line.status.unsent === 'none');
		expect(fake.head).toBe(1);
	});
});
