export const NODE_WANTED: string;
export const PACKAGED: string;
export function versionFits(version: string): boolean;
export function packagedNode(root: string): string;
export function fittingNode(root: string): string | undefined;
export function noNodeFits(): string;
