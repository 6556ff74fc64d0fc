/** Hands a file to the person, as the browser does with downloads. */
export function saveFile(file: Blob, name: string): void {
	const url = URL.createObjectURL(file);
	const link = document.createElement('a');
	link.href = url;
	link.download = `${name}.json`;
	link.click();
	// The browser has taken the bytes by the next task.
	setTimeout(() => URL.revokeObjectURL(url));
}
