// Finds what a TypeScript file imports, without a parser: import and export … from (also over several lines), bare
// imports and import('…') with a literal. Comments and templates are blanked first, keeping every line where it was.

export interface Import {
  specifier: string;
  line: number;
  /** `import type` or `export type`: gone before anything runs. `import {type A}` is not: the file is still loaded. */
  typeOnly: boolean;
}

const SKIPPED = /('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*")|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
const NAMES = String.raw`(?:[\w$]+|[\w$]+\s*,\s*(?:\{[^}]*\}|\*\s*as\s+[\w$]+)|\{[^}]*\}|\*(?:\s*as\s+[\w$]+)?)`;
const STATEMENT = new RegExp(
  String.raw`^[ \t]*(?:import|export)\b\s*(type\b(?!\s*from\b))?\s*${NAMES}\s*from\s*(['"])(.+?)\2`,
  'gm',
);
const BARE = /^[ \t]*import\s*()(['"])(.+?)\2/gm;
const DYNAMIC = /\bimport\s*\(\s*()(['"])(.+?)\2/g;

export function importsOf(source: string): Import[] {
  const code = source.replace(SKIPPED, (found, text?: string) => text ?? found.replace(/[^\n]/g, ' '));
  return [STATEMENT, BARE, DYNAMIC]
    .flatMap((pattern) => [...code.matchAll(pattern)])
    .map((match) => ({
      specifier: match[3]!,
      line: lineAt(code, match.index + match[0].search(/\S/)),
      typeOnly: Boolean(match[1]),
    }))
    .sort((a, b) => a.line - b.line);
}

const lineAt = (code: string, index: number): number => code.slice(0, index).split('\n').length;
