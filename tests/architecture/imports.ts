/** Reads which modules a source file imports, and whether only types. */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Import {
	/** Relative to the repository. */
	readonly from: string;
	readonly specifier: string;
	/** Relative to the repository for our own files, else null. */
	readonly file: string | null;
	readonly typeOnly: boolean;
}

export function sourceFiles(folder: string): string[] {
	return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && /\.(ts|js|svelte)$/.test(entry.name))
		.map((entry) => relative(root, join(entry.parentPath, entry.name)))
		.sort();
}

export function importsOf(file: string): Import[] {
	const text = readFileSync(join(root, file), 'utf8');
	const code = file.endsWith('.svelte')
		? [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1]).join('\n')
		: text;
	const found: Import[] = [];
	const note = (specifier: string, typeOnly: boolean) =>
		found.push({ from: file, specifier, file: ownFile(file, specifier), typeOnly });
	const visit = (node: ts.Node): void => {
		if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
			const clause = node.importClause;
			const named = clause?.namedBindings;
			const allTypes =
				clause !== undefined &&
				(clause.phaseModifier === ts.SyntaxKind.TypeKeyword ||
					(clause.name === undefined &&
						named !== undefined &&
						ts.isNamedImports(named) &&
						named.elements.length > 0 &&
						named.elements.every((element) => element.isTypeOnly)));
			note(node.moduleSpecifier.text, allTypes);
		} else if (
			ts.isExportDeclaration(node) &&
			node.moduleSpecifier &&
			ts.isStringLiteral(node.moduleSpecifier)
		) {
			note(node.moduleSpecifier.text, node.isTypeOnly);
		} else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
			if (ts.isStringLiteral(node.argument.literal)) note(node.argument.literal.text, true);
		} else if (
			ts.isCallExpression(node) &&
			node.expression.kind === ts.SyntaxKind.ImportKeyword &&
			node.arguments[0] &&
			ts.isStringLiteral(node.arguments[0])
		) {
			note(node.arguments[0].text, false);
		}
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS));
	return found;
}

function ownFile(from: string, specifier: string): string | null {
	if (specifier.startsWith('#lib/')) return join('src/lib', specifier.slice('#lib/'.length));
	if (specifier.startsWith('.')) return relative(root, resolve(root, dirname(from), specifier));
	return null;
}
