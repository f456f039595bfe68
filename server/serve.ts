import fs from 'node:fs';
import type {Server} from 'node:http';
import {createServer as createHttps, type Server as HttpsServer} from 'node:https';
import {flushCompileCache} from 'node:module';
import type {AddressInfo} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import {type ServerType, serve} from '@hono/node-server';
import {ConfigFault, readConfig} from './base/config.ts';
import {FolderTaken, lockFolder} from './base/folder-lock.ts';
import {openLog} from './base/log.ts';
import {keepYoungRoomSmall} from './base/young-objects.ts';
import {type BoxOptions, openBox} from './box.ts';
import {lanAddresses, openOwnAddress} from './device/addresses.ts';
import type {Announcement} from './device/discovery.ts';
import {type AddressWatch, watchAddresses} from './device/watch-addresses.ts';
import {exchangeBox} from './exchange-box.ts';
import {UpdateFault} from './keeping/update-file.ts';
import {settingsOf} from './settings/rows.ts';
import {connectionsHere, guardConnections} from './web/connections.ts';

/** How long an answer under way may still take when the server is told to stop. */
const graceMs = 1500;
/** After the doors open, whoever stood before them comes first; the greeting on the terminal takes its turn then. */
const greetAfterMs = 25;
/** So long a request's head, and the whole of it, may take to arrive; looked at every `lookMs` (Node's own is half a minute). */
export const patience = {headMs: 10_000, wholeMs: 30_000, idleMs: 65_000, lookMs: 2000};

await start().catch(async (error: unknown) => {
  // One line for what the operator can mend; a fault of ours keeps its trace.
  const known = error instanceof ConfigFault || error instanceof FolderTaken || error instanceof UpdateFault;
  if (known) console.error(`baari: ${error.message}`);
  else if (isListenFault(error)) console.error(`baari: ${listenFault(error)}`);
  else if (error instanceof Error && 'code' in error && error.code === 'SQLITE_FULL')
    console.error('baari: the disk is full, even for a start. Delete what is not Baari’s, then start again.');
  else {
    const {damagedAtStart} = await import('./keeping/at-start.ts');
    const damage = damagedAtStart(error, readConfig(process.env).dataDir);
    if (damage) console.error(`baari: ${damage}`);
    else console.error('baari: cannot start:', error);
  }
  process.exit(1);
});

async function start(): Promise<void> {
  // Told to stop before anybody could be answered: nothing to finish, and no reason to call it a failure.
  let stop: () => void = () => process.exit(0);
  process.on('SIGTERM', () => stop());
  process.on('SIGINT', () => stop());
  const config = readConfig(process.env);
  const log = openLog(config.logLevel);
  insistFolder(config.dataDir);
  // Read and tried before anything is opened: a wrong file is a wrong value, not a crash.
  const staffDoor = config.httpsPort === null ? null : (await import('./staff-door.ts')).openStaffDoor(config, log);
  const lock = lockFolder(config.dataDir);
  if (fs.existsSync(`${config.dataDir}/baari.db-wal`)) {
    const {keepBrokenWal} = await import('./keeping/at-start.ts');
    const cut = keepBrokenWal(config.dataDir, Date.now());
    if (cut) console.error(`baari: ${cut}`);
  }
  const ownAddress = openOwnAddress(config.host);
  let port = config.port;
  let lan: Announcement | null = null;
  const options: BoxOptions = {
    config,
    log,
    ownAddress: () => ownAddress(port),
    lanNames: () => lan?.names() ?? [],
    ...(staffDoor ? {certificate: staffDoor.view} : {}),
    broken(error) {
      const code = error instanceof Error && 'code' in error ? error.code : 'unknown';
      console.error(
        `baari: the disk did not confirm a write (${code}); stopping, so that nothing false is said. Start again.`,
      );
      process.exit(74);
    },
    async exchange(how) {
      changing = exchangeBox(open, options, how).then((box) => {
        open = box;
      }, options.broken);
      await changing;
      changing = null;
      return open.setupSecret;
    },
  };
  let open = await openBox(options);
  /** Whoever comes while one box takes another's place waits for it. */
  let changing: Promise<unknown> | null = null;
  const guard = guardConnections({
    most: connectionsHere().most,
    perAddress: () => (config.rateLimit ? settingsOf(open.db).connectionsPerAddress : Number.POSITIVE_INFINITY),
    trusted: config.trustedProxies,
  });
  const plain = await listen({port: config.port, hostname: config.host});
  port = (plain.address() as AddressInfo).port;
  const servers = [plain];
  if (staffDoor && config.httpsPort !== null) {
    const secure = await listen({
      port: config.httpsPort,
      hostname: config.host,
      createServer: createHttps,
      serverOptions: staffDoor.pair(),
    });
    servers.push(secure);
    staffDoor.watch({
      renewed: (pair) => (secure as HttpsServer).setSecureContext(pair),
      changed: () => open.tellBox(),
      names: () => open.box.hostNames(),
      clockIsSound: () => open.box.view().clock.state === 'ok',
    });
  }

  const supervisor = process.env.NOTIFY_SOCKET
    ? (await import('./device/supervisor.ts')).openSupervisor(process.env)
    : null;
  let stopping = false;
  let addresses: AddressWatch | null = null;
  stop = () => {
    if (stopping) return;
    stopping = true;
    addresses?.stop();
    staffDoor?.stop();
    supervisor?.stop();
    for (const server of servers) server.close();
    open.hub.close();
    for (const server of servers) if ('closeIdleConnections' in server) server.closeIdleConnections();
    const finish = () => {
      for (const server of servers) if ('closeAllConnections' in server) server.closeAllConnections();
      open.close();
      lock.release();
      void (lan?.stop() ?? Promise.resolve()).then(() => process.exit(0));
    };
    whenQuiet(servers, graceMs).then(finish, finish);
  };
  // Whoever started us is gone: nobody would ever stop us.
  if (process.connected) process.on('disconnect', stop);
  await sleep(greetAfterMs);
  if (stopping) return;
  await greet();
  supervisor?.ready();
  // What was compiled for this start is kept now: a power cut gives no time for it later.
  flushCompileCache();
  keepYoungRoomSmall();
  if (config.discovery) await announce();
  addresses = watchAddresses((now) => void moved(now));

  /** The router gave the box another address: said, announced, and in the certificate. */
  async function moved(now: string[]): Promise<void> {
    log.warn({addresses: now}, 'the address of this box has changed');
    for (const lanAddress of now) console.log(`  now on the LAN   http://${lanAddress}:${port}`);
    await lan?.stop();
    lan = null;
    if (stopping) return;
    if (config.discovery) await announce();
    await staffDoor?.mind();
    open.tellBox();
  }

  /** The doors are open already: nobody waits for the library of the network's names. */
  async function announce(): Promise<void> {
    const {announceOnLan} = await import('./device/discovery.ts');
    if (!stopping) lan = announceOnLan(port, log, (name) => console.log(`  on this network  http://${name}:${port}`));
  }

  function listen(options: Omit<Parameters<typeof serve>[0], 'fetch'>): Promise<ServerType> {
    return new Promise((resolve, reject) => {
      const server = serve(
        {
          ...options,
          serverOptions: {
            headersTimeout: patience.headMs,
            requestTimeout: patience.wholeMs,
            keepAliveTimeout: patience.idleMs,
            connectionsCheckingInterval: patience.lookMs,
            ...('serverOptions' in options ? options.serverOptions : {}),
          },
          fetch: (...asked: Parameters<typeof open.app.fetch>) =>
            changing ? changing.then(() => open.app.fetch(...asked)) : open.app.fetch(...asked),
        } as Parameters<typeof serve>[0],
        () => resolve(server),
      );
      server.on('error', reject);
      guard.watch(server as Server);
    });
  }

  async function greet(): Promise<void> {
    const address = open.box.siteAddress();
    console.log(
      `\nBaari ${open.box.version}${open.box.demo ? ' · demo hospital (admin, desk, doctor; password demo-1234)' : ''}\n`,
    );
    console.log(`  on this machine  http://localhost:${port}`);
    for (const lanAddress of config.host === '0.0.0.0' ? lanAddresses() : [])
      console.log(`  on the LAN       http://${lanAddress}:${port}`);
    const securePort = servers[1] ? (servers[1].address() as AddressInfo).port : null;
    const staff = securePort === null ? address : `https://${new URL(address).hostname}:${securePort}`;
    if (securePort !== null) console.log(`  staff, with TLS  https://localhost:${securePort}`);
    console.log(`\n  Patients scan this (${address}):\n`);
    const {default: QRCode} = await import('qrcode');
    console.log(await QRCode.toString(address, {type: 'terminal', small: true}));
    console.log(`  Staff: ${staff}/desk  ${staff}/doctor  ${staff}/admin   TV: ${address}/board/all\n`);
    if (!config.rateLimit)
      console.log(
        '  WARNING: RATE_LIMIT=off lifts every limit per device and address. Only for load tests on a throw-away folder.\n',
      );
    if (open.setupSecret !== null)
      console.log(`  FIRST RUN: set the hospital up here, once:\n  ${staff}/setup#${open.setupSecret}\n`);
    log.info({port, version: open.box.version}, 'serving');
  }
}

/** Resolves when no answer is under way, or when the grace is over. */
function whenQuiet(servers: ServerType[], limitMs: number): Promise<void> {
  const count = (server: ServerType) =>
    new Promise<number>((resolve) => server.getConnections((_, connections) => resolve(connections ?? 0)));
  return new Promise((resolve) => {
    const until = performance.now() + limitMs;
    const look = async () => {
      for (const server of servers) if ('closeIdleConnections' in server) server.closeIdleConnections();
      const left = (await Promise.all(servers.map(count))).reduce((sum, one) => sum + one, 0);
      if (left === 0 || performance.now() > until) resolve();
      else setTimeout(look, 50);
    };
    void look();
  });
}

function insistFolder(dataDir: string): void {
  try {
    fs.mkdirSync(dataDir, {recursive: true});
    fs.accessSync(dataDir, fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new ConfigFault(`DATA_DIR is not a folder that this user can write (${code}). Example: DATA_DIR=./data`);
  }
}

function isListenFault(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && error.syscall === 'listen';
}

function listenFault(error: NodeJS.ErrnoException): string {
  const ofTls = 'port' in error && String(error.port) === process.env.HTTPS_PORT?.trim();
  const name = ofTls ? 'HTTPS_PORT' : 'PORT';
  if (error.code === 'EADDRINUSE') return `${name} is already taken by another program. Example: ${name}=8081`;
  if (error.code === 'EACCES') return 'PORT below 1024 needs more rights than this user has. Example: PORT=8080';
  return `HOST or PORT can't be listened on (${error.code}). Example: HOST=0.0.0.0 PORT=8080`;
}
