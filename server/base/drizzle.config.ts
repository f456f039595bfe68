import {defineConfig} from 'drizzle-kit';

/** For the dev tool that writes migrations: `npm run migration`. */
export default defineConfig({
  dialect: 'sqlite',
  schema: './server/*/tables.ts',
  out: './server/base/migrations',
});
