/** Hands a file to the person, as the browser does with downloads. */
export function saveFile(file: Blob, name: string, ending = 'json'): void {
	const url = URL.createObjectURL(file);
	const link = document.createElement('a');
	link.href = url;
	link.download = `${name}.${ending}`;
	link.click();
	// The browser has taken the bytes by the next task.
	setTimeout(() => URL.revokeObjectURL(url));
}
