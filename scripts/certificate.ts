// npm run certificate [-- --new]: the box's own authority, and from it a certificate for the staff's listener. A box that runs
// with HTTPS_PORT serves the new one within seconds and renews it by itself. `--new` makes a new authority: every staff PC has
// to be told of it again. docs/tls.md says how.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {ConfigFault, readConfig} from '../server/base/config.ts';
import {issueServer, makeAuthority, namesAndAddresses, readAuthority} from '../server/device/local-authority.ts';
import {openFile} from '../server/keeping/open-file.ts';

try {
  process.exitCode = await run();
} catch (error) {
  if (!(error instanceof ConfigFault) && !(error instanceof Error && 'code' in error)) throw error;
  console.error(`baari: ${error.message}`);
  process.exitCode = 1;
}

async function run(): Promise<number> {
  const {values} = parseArgs({options: {new: {type: 'boolean', default: false}}});
  const {dataDir, httpsPort} = readConfig(process.env);
  fs.mkdirSync(dataDir, {recursive: true});
  const host = os.hostname().toLowerCase();
  const reached = namesAndAddresses([host, `${host}.local`, ...namesInSettings(path.join(dataDir, 'baari.db'))]);
  const now = Date.now();
  const known = values.new ? null : readAuthority(dataDir);
  if (known === null) await makeAuthority(dataDir, {...reached, now});
  const {names, left} = await issueServer(dataDir, {...reached, now});
  const authority = readAuthority(dataDir)!;
  console.log(known === null ? 'A new authority was made for this box.' : 'The box’s authority stays as it was.');
  console.log(`Its certificate: ${path.join(dataDir, 'keys/authority.crt')}, until ${day(authority.endsAt)}`);
  console.log(`  SHA-256  ${authority.fingerprint}`);
  console.log(`The box’s own certificate is for: ${names.join(', ')}`);
  if (left.length > 0)
    console.log(
      `Not for ${left.join(', ')}: the authority may not vouch for it. With --new a new one is made that may.`,
    );
  if (httpsPort === null) console.log('Start the box with HTTPS_PORT=8443 to serve staff over TLS.');
  console.log(
    'Staff PCs: open the page /certificate of this box and compare the SHA-256; docs/tls.md says how to go on.',
  );
  return 0;
}

/** Host names and the address that the administrator set, where there is a hospital already. */
function namesInSettings(file: string): string[] {
  if (!fs.existsSync(file)) return [];
  const reader = openFile(file);
  try {
    const stored = [
      ...reader.rows<[string, string]>("select key, value from settings where key in ('hostNames', 'siteAddress')"),
    ];
    return stored.flatMap(([key, value]) => {
      const text = String(JSON.parse(value));
      if (key === 'siteAddress') return URL.canParse(text) ? [new URL(text).hostname] : [];
      return text.split(',').flatMap((name) => (name.trim() ? [name.trim().toLowerCase()] : []));
    });
  } finally {
    reader.close();
  }
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
