// The first file of the process, and as little as that. A box that starts after a power cut has a hall full of people waiting:
// what Node can know about hundreds of source files without asking the disk and the compiler anew is told it here, before
// the rest is imported; the rest begins in serve.ts.
// main.ts is a link to this file. Node goes by a file's real name, and a first file that says it is TypeScript would have it
// load the remover of types (a sixth of the start, 15 MB for good), which the kept code makes needless for all the others.
import module from 'node:module';
import path from 'node:path';

/** With the packages that it belongs to: gone when they are installed anew. Where that folder is read-only, none is kept. */
const compiledFolder = path.join(import.meta.dirname, '../node_modules/.cache/baari');

// Coverage counts what V8 compiles, so it must compile.
if (!process.env.NODE_V8_COVERAGE) module.enableCompileCache(compiledFolder);

/** What a package's name means in the server's own files: asked once, not by each of them. */
const packages = new Map();

/** Zod brings its words in fifty languages. Our answers have words of their own, and nobody here asks for these. */
const zodsWords = /\/node_modules\/zod\/.*\/external\.js$/;
const nothing = {url: 'data:text/javascript,', format: 'module', shortCircuit: true};

// An import of a file by its whole name is that file. Node would look for it, for its links and for its package once for each
// of two thousand imports, a quarter of the start.
module.registerHooks({
  resolve(specifier, context, next) {
    const {parentURL, conditions} = context;
    if (!parentURL?.startsWith('file:') || !conditions.includes('import')) return next(specifier, context);
    if (specifier === '../locales/index.js' && zodsWords.test(parentURL)) return nothing;
    const whole = /^\.\.?\/.*\.(ts|js|mjs)$/.exec(specifier);
    if (whole) {
      const url = new URL(specifier, parentURL).href;
      // Types stand in our own files only, all of them modules: no need to read package.json for it.
      return whole[1] === 'ts' ? {url, format: 'module-typescript', shortCircuit: true} : {url, shortCircuit: true};
    }
    if (parentURL.includes('/node_modules/')) return next(specifier, context);
    const found = packages.get(specifier) ?? {...next(specifier, context), shortCircuit: true};
    packages.set(specifier, found);
    return found;
  },
});
await import('./serve.ts');
