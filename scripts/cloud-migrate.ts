// npm run cloud:migrate [-- --site ID … --partitions N]: makes or renews the cloud's tables with an owner's CLOUD_DATABASE_URL, and a
// role for each named site, whose address is printed once. Every box says its ID on /api/status and in admin.
import {ConfigFault, readConfig} from '../server/base/config.ts';
import {grantSite, isSiteId, migrateCloud} from '../sync/cloud/migrate.ts';
import {openConnection} from '../sync/connection.ts';
import {problemOf} from '../sync/problem.ts';

const usage = 'CLOUD_DATABASE_URL=postgres://owner@… npm run cloud:migrate [-- --site ID … --partitions N]';
process.exitCode = await run(process.argv.slice(2));

async function run(words: string[]): Promise<number> {
  const sites: string[] = [];
  let partitions = 0;
  for (let index = 0; index < words.length; index++) {
    const [name, value = words[++index] ?? ''] = words[index]!.split(/=(.*)/s) as [string, string?];
    if (name === '--site' && isSiteId(value)) sites.push(value);
    else if (name === '--partitions' && /^[1-9]\d{0,2}$/.test(value)) partitions = Number(value);
    else {
      console.error(`baari: ${name} ${value} is not understood.\n  ${usage}`);
      return 2;
    }
  }
  let url: string | null;
  try {
    url = readConfig({CLOUD_DATABASE_URL: process.env.CLOUD_DATABASE_URL}).cloudDatabaseUrl;
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error;
    console.error(`baari: ${error.message}`);
    return 2;
  }
  if (url === null) {
    console.error(`baari: CLOUD_DATABASE_URL names no Postgres.\n  ${usage}`);
    return 2;
  }
  const sql = await openConnection(url);
  try {
    const applied = await migrateCloud(sql, {partitions});
    console.log(applied.length > 0 ? `made: ${applied.join(', ')}` : 'the tables are up to date');
    for (const siteId of sites) {
      const {role, password} = await grantSite(sql, siteId);
      const address = new URL(url);
      address.username = role;
      address.password = password;
      console.log(`${siteId}: CLOUD_DATABASE_URL=${address.href}`);
    }
    return 0;
  } catch (error) {
    const text = error instanceof Error ? error.message.split('\n')[0] : '';
    console.error(`baari: the tables could not be made (${problemOf(error)}): ${text}`);
    return 1;
  } finally {
    await sql.end({timeout: 1}).catch(() => {});
  }
}
