import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {cloudFigures} from '../sync/figures.ts';
import type {Sync, SyncState} from '../sync/sync.ts';
import {type App, buildApp} from './app.ts';
import {percentiles, sinceStart, successSinceStart} from './appointments/figures.ts';
import {forgetPairs, pairCacheFigures} from './appointments/kept-pairs.ts';
import {bookingByKey} from './appointments/rows.ts';
import {renderBookingTopic} from './appointments/topics.ts';
import {watchBookings} from './appointments/watch-bookings.ts';
import {systemActor} from './base/actor.ts';
import {type Clock, systemClock} from './base/clock.ts';
import {type Config, ConfigFault} from './base/config.ts';
import {type Db, insistOnDurability, openDatabase} from './base/database.ts';
import {type Door, openDoor} from './base/door.ts';
import {forgetOldAnswers} from './base/kept-answers.ts';
import {boxKey} from './base/keys.ts';
import type {Log} from './base/log.ts';
import {refuse} from './base/refusal.ts';
import {reportSlowQueries} from './base/slow-queries.ts';
import {roomForYoungObjects} from './base/young-objects.ts';
import {lanAddresses} from './device/addresses.ts';
import {boxView} from './device/box-state.ts';
import type {CertificateView} from './device/certificate.ts';
import {watchDisk} from './device/disk.ts';
import {databaseSizes, openMetrics} from './device/figures.ts';
import {awakeHere, bootIdHere, guardClock, saveMark} from './device/guard-clock.ts';
import {openJournal} from './journal/rows.ts';
import {hasOldRows, sealOldRows} from './keeping/sealed.ts';
import {keepingView} from './keeping/tell-keeping.ts';
import {updateFile} from './keeping/update-file.ts';
import {type Keeping, watchKeeping} from './keeping/watch-keeping.ts';
import {frame} from './live/follower.ts';
import {type Hub, openHub} from './live/hub.ts';
import type {Asked} from './live/routes.ts';
import {directoryOf} from './places/directory.ts';
import {openPrinting} from './printing/print-lines.ts';
import type {Connect} from './printing/printer-wire.ts';
import {forgetFrames, frameFigures} from './queue/frames.ts';
import {liveQueues} from './queue/live-queues.ts';
import {tokenByKey} from './queue/rows.ts';
import {deskTopics, renderTopic, topicsShowing} from './queue/topics.ts';
import {watchTime} from './queue/watch-time.ts';
import {foundIdentity, siteIdentity} from './settings/identity.ts';
import {savedFact, saveFact, settingsOf} from './settings/rows.ts';
import {demoKey, demoPassword, foundDemo} from './setup/demo-hospital.ts';
import {newSetupLink} from './setup/first-run.ts';
import {postersAddress, postersStale} from './setup/progress.ts';
import {supersededBy} from './spare/succession.ts';
import {hashPassword} from './staff/passwords.ts';
import {mayIn, reachOf} from './staff/permissions.ts';
import {addUser, countUsers, forgetOldSessions} from './staff/rows.ts';
import {openBuckets} from './web/bucket.ts';
import {connectionsHere} from './web/connections.ts';
import type {Box, Ctx} from './web/conventions.ts';

export const version = (
  JSON.parse(fs.readFileSync(path.join(import.meta.dirname, '../package.json'), 'utf8')) as {version: string}
).version;

export interface OpenBox {
  app: App;
  box: Box;
  db: Db;
  door: Door;
  hub: Hub;
  /** The one-time secret of the setup link, on a first run. */
  setupSecret: string | null;
  watch: ReturnType<typeof watchTime>;
  /** The box's own state is another one: staff screens are told. */
  tellBox(): void;
  keeping: Keeping;
  bookings: ReturnType<typeof watchBookings>;
  /** Commits what waits, ends every stream and timer, closes the file. */
  close(): void;
}

export interface BoxOptions {
  config: Config;
  log: Log;
  clock?: Clock;
  /** The address on slips and links where no setting says one. */
  ownAddress(): string;
  /** Names of this box on the LAN, beside the host's own. */
  lanNames?(): Iterable<string>;
  /** The certificate of the staff's listener; without one there is none. */
  certificate?(): CertificateView;
  /** Puts another box in this one's place (exchange-box.ts); without it a demo can be neither entered nor left. */
  exchange?(how: {empty: boolean; between?: () => void}): Promise<string | null>;
  /** Takes slips to another place than a printer: for tests. */
  connectPrinter?: Connect;
  /** The disk's word is unknown: the caller must end the process. */
  broken(error: unknown): void;
}

/** With what one cleaning takes (5 000 answers) faster than phones may ever add them: twice `joinsPerMinuteInAll`. */
const cleanEveryMs = 2 * 60_000;
/** Which version last served this file: an update that fails says which one can go on with it. */
const versionKey = 'box.version';
/** A box in which nothing happens knows after a power cut how late it was, to so much. */
const markEveryMs = 10 * 60_000;

/** Wires the rooms together around one data folder. Serving HTTP is main.ts's part, so tests open boxes without a port. */
export async function openBox({
  config,
  log,
  clock: wall = systemClock,
  ownAddress,
  lanNames,
  certificate = () => ({state: 'none', endsAt: null}),
  exchange = () => Promise.reject(new Error('this box stays as it is')),
  connectPrinter,
  broken,
}: BoxOptions): Promise<OpenBox> {
  let tellStaff: (() => void) | null = null;
  const disk = watchDisk({
    dataDir: config.dataDir,
    clock: wall,
    changed(view) {
      log[view.state === 'ok' ? 'info' : 'warn'](view, 'disk');
      tellStaff?.();
    },
  });
  const db = openDatabase(path.join(config.dataDir, 'baari.db'));
  reportSlowQueries(db, (slow) => log.warn(slow, 'slow query'));
  updateFile(db, {dataDir: config.dataDir, version, at: wall.now()});
  if (hasOldRows(db)) sealOldRows(db);
  insistOnDurability(db);
  const journal = openJournal(db);
  const clock = guardClock({
    db,
    wall,
    changed() {
      log.warn({doubt: clock.doubt}, 'clock');
      // Not in the middle of whoever asked for the time.
      setImmediate(() => tellStaff?.());
    },
    awake: wall === systemClock ? awakeHere : null,
    bootId: bootIdHere,
  });
  // During the founding nobody is there to be told.
  let tell: ((topics: ReadonlySet<string>) => void) | null = null;
  const door = openDoor({
    db,
    clock,
    journal,
    committed: (topics) => tell?.(topics),
    broken,
    admits: disk.admits,
    ranOut: disk.ranOut,
    rushed: roomForYoungObjects(),
  });
  const demo = await foundSite(db, door, config);
  if (siteIdentity(db) === null) await door.write(systemActor, foundIdentity);
  let sync: Sync | null = null;
  const view = boxView({
    clock,
    db,
    disk,
    version,
    demo,
    cloud() {
      const {state, lastSyncedAt} = syncState(db, sync);
      return {state, lastSyncedAt};
    },
    certificate,
    superseded: () => supersededBy(db) !== null,
  });
  const box: Box = {
    config,
    clock,
    db,
    door,
    log,
    version,
    demo,
    siteAddress: () => settingsOf(db).siteAddress || ownAddress(),
    hostNames: () => hostNames(db, lanNames?.() ?? []),
    keys: {jwt: boxKey(config.dataDir, 'jwt.key'), metrics: boxKey(config.dataDir, 'metrics.token')},
    journalHead: () => journal.head,
    startedAt: clock.steady(),
    view,
    disk,
    buckets: openBuckets(clock),
  };
  const topicParts = {
    sight: () => ({db, now: clock.now(), siteAddress: box.siteAddress()}),
    box: view,
    demo,
    head: () => journal.head.seq,
    frame,
  };
  const hub: Hub = openHub({
    clock,
    limits: () => streamLimits(db, config),
    dependents: (topic) => topicsShowing(db, topic),
    render: (topic) => renderBookingTopic(topicParts, topic) ?? renderTopic(topicParts, topic),
  });
  const watch = watchTime({
    db,
    clock,
    door,
    clockIsSound: () => clock.doubt === null && supersededBy(db) === null,
    clockLeapt: () => clock.leaptAtWork,
    fault: (error) => log.error({fault: error instanceof Error ? error.name : 'unknown'}, 'the watch on time stumbled'),
  });
  const bookings = watchBookings({
    db,
    clock,
    door,
    clockIsSound: () => clock.doubt === null,
    fault: (error) =>
      log.error({fault: error instanceof Error ? error.name : 'unknown'}, 'the watch on appointments stumbled'),
  });
  tell = (topics) => {
    forgetFrames(db, topics);
    forgetPairs(db, topics);
    watch.touched(topics);
    bookings.touched(topics);
    hub.touched(topics);
    sync?.touched();
    if (topics.has('queues')) hub.endWhere((device) => device?.startsWith('session:') === true);
    for (const topic of topics) if (topic.startsWith('session:')) hub.endWhere((device) => device === topic);
  };
  const tellBox = () => hub.touched(['box', ...[...directoryOf(db).queues.keys()].flatMap(deskTopics)]);
  tellStaff = tellBox;
  await watch.begin();
  if (config.cloudDatabaseUrl !== null) {
    // Most boxes have no cloud, and then nothing of it is loaded.
    const {openSync} = await import('../sync/sync.ts');
    sync = openSync({
      url: config.cloudDatabaseUrl,
      clock,
      log,
      changed: () => tellBox(),
      box: {
        db,
        identity: () => siteIdentity(db)!,
        site() {
          const {siteName, timeZone} = settingsOf(db);
          return {name: siteName, timeZone, boxVersion: version};
        },
        head: () => journal.head,
        live: () => liveQueues({db, now: clock.now(), siteAddress: ''}),
      },
    });
  }
  if (savedFact<string>(db, versionKey) !== version)
    await door.write(systemActor, (tx) => saveFact(tx, versionKey, version));
  if (fs.existsSync(path.join(config.dataDir, 'keys/spare.key')))
    await (await import('./spare/stand-down-at-start.ts')).standDownAtStart(db, door, config.dataDir);
  const setupSecret = await door.write(systemActor, newSetupLink);
  const keeping = watchKeeping({db, clock, config, version, log, journalSeq: () => journal.head.seq});
  const figures = () => ({
    writes: door.figures,
    live: hub.figures,
    frames: frameFigures(db),
    bookings: bookingFigures(db),
    box: {
      uptimeSeconds: Math.round((clock.steady() - box.startedAt) / 1000),
      ...databaseSizes(config.dataDir),
      freeBytes: disk.view().freeBytes,
      certificateEndsAt: certificate().endsAt,
      backupAt: keeping.lastAt(),
    },
    cloud: cloudFigures(syncState(db, sync), journal.head.seq),
  });
  const addresses = () => {
    const site = box.siteAddress();
    const printed = postersAddress(db);
    return {
      site,
      configured: settingsOf(db).siteAddress !== '',
      lan: lanAddresses(),
      names: [...(lanNames?.() ?? [])],
      posters: printed === null ? null : {address: printed, stale: postersStale(db, site)},
    };
  };
  const printing = openPrinting(() => clock.now(), connectPrinter);
  const ends: (() => void)[] = [];
  if (fs.existsSync(path.join(config.dataDir, 'promoted.json'))) {
    const {tellReplaced} = await import('./spare/tell-replaced.ts');
    const telling = tellReplaced(config.dataDir, (stoodDown) =>
      log.info({stoodDown}, 'the box that this one replaced was told'),
    );
    if (telling) ends.push(telling.stop);
  }
  const app = buildApp({
    box,
    spare: {changed: tellBox, onClose: (end) => ends.push(end)},
    printing,
    hub,
    topics: topicsFor,
    exchange,
    keeping,
    lastBackupAt: () => keeping.lastAt(),
    status: () => {
      const {live, frames} = figures();
      const reads = frames.hits + frames.misses;
      const backup = keepingView(keeping, settingsOf(db).timeZone);
      return {
        sync: syncState(db, sync),
        addresses: addresses(),
        database: databaseSizes(config.dataDir),
        live,
        cache: {...frames, hitRate: reads === 0 ? null : frames.hits / reads, assessments: pairCacheFigures(db)},
        appointments: bookingFigures(db),
        backup,
      };
    },
    metrics: openMetrics(figures),
    clock,
  });
  const cleaner = setInterval(clean, cleanEveryMs);
  cleaner.unref();
  const marker = setInterval(() => {
    if (clock.doubt === null) void door.write(systemActor, saveMark).catch(() => log.warn('the time is not kept'));
  }, markEveryMs);
  marker.unref();

  function clean(): void {
    void door
      .write(systemActor, (tx) => {
        forgetOldAnswers(tx);
        forgetOldSessions(tx);
      })
      .catch(() => log.warn('cleaning up has to wait'));
  }

  return {
    app,
    box,
    db,
    door,
    hub,
    setupSecret,
    watch,
    tellBox,
    keeping,
    bookings,
    close() {
      clearInterval(cleaner);
      clearInterval(marker);
      sync?.stop();
      watch.stop();
      for (const end of ends) end();
      keeping.close();
      bookings.stop();
      disk.stop();
      printing.close();
      hub.close();
      door.close();
      db.close();
    },
  };
}

/** Also without a cloud a box has a name for it: whoever sets one up asks for that. */
function syncState(db: Db, sync: Sync | null): SyncState {
  return (
    sync?.state() ?? {
      state: 'off',
      siteId: siteIdentity(db)?.siteId ?? null,
      lastSyncedAt: null,
      ackedSeq: null,
      lagSeconds: null,
      problem: null,
      rivalAt: null,
      cloudWentBackAt: null,
    }
  );
}

/** What the status page and the metrics say of appointments, since the start. */
function bookingFigures(db: Db) {
  const {booked, conflicts} = sinceStart(db);
  return {
    booked,
    conflicts: conflicts.taken + conflicts.atCapacity + conflicts.stale,
    successRate: successSinceStart(db),
    pairCache: pairCacheFigures(db),
    pairMilliseconds: percentiles(db, 'pairs'),
  };
}

/** A folder's first run: the demo hospital, or an administrator from the environment. Returns whether this is a demo. */
async function foundSite(db: Db, door: Door, config: Config): Promise<boolean> {
  const demo = savedFact<boolean>(db, demoKey) === true;
  const empty = countUsers(db) === 0;
  if (config.demo && !demo && !empty)
    throw new ConfigFault('DEMO is 1 but the folder holds a real hospital. Example: DATA_DIR=./data-demo DEMO=1');
  if (config.demo && empty) {
    const passwordHash = await hashPassword(demoPassword);
    await door.write(systemActor, (tx) => foundDemo(tx, passwordHash));
    return true;
  }
  if (config.adminPassword !== null && empty) {
    const passwordHash = await hashPassword(config.adminPassword);
    await door.write(systemActor, (tx) => {
      addUser(tx, {username: 'admin', name: 'Administrator', role: 'admin', passwordHash});
    });
  }
  return demo;
}

/** Requests need connections too: streams never take the last of them. */
const roomForStreams = connectionsHere().streams;

function streamLimits(db: Db, config: Config) {
  const settings = settingsOf(db);
  const lifted = Number.POSITIVE_INFINITY;
  return {
    inAll: Math.min(config.rateLimit ? settings.streamsInAll : 20_000, roomForStreams),
    perTopic: config.rateLimit ? settings.streamsPerTopic : 20_000,
    perDevice: config.rateLimit ? settings.streamsPerDevice : lifted,
    perAddress: config.rateLimit ? settings.streamsPerAddress : lifted,
    stallMs: settings.streamStallSeconds * 1000,
    lifeMs: settings.streamLifeMinutes * 60_000,
  };
}

/** Asked once: the system's answer costs more than the rest of a request. */
const ownHostName = os.hostname().toLowerCase();

function hostNames(db: Db, lan: Iterable<string>): ReadonlySet<string> {
  const {hostNames: named, siteAddress} = settingsOf(db);
  const host = ownHostName;
  const names = new Set([host, `${host}.local`, ...lan]);
  for (const name of named.split(',')) if (name.trim()) names.add(name.trim().toLowerCase());
  if (siteAddress && URL.canParse(siteAddress)) names.add(new URL(siteAddress).hostname);
  return names;
}

/** What a stream asked for, as topics that it may see. */
function topicsFor(c: Ctx, asked: Asked): string[] {
  const {db} = c.get('box');
  const {queues, boards} = directoryOf(db);
  const topics: string[] = [];
  for (const id of asked.queues) {
    if (!queues.has(Number(id))) refuse('queue.missing');
    topics.push(`queue:${Number(id)}`);
  }
  for (const key of asked.my) {
    const token = tokenByKey(db, key) ?? refuse('token.missing');
    topics.push(`token:${token.id}`, `queue:${token.queueId}`);
  }
  for (const id of asked.boards) {
    if (!boards.has(id)) refuse('board.missing');
    topics.push(`board:${id}`);
  }
  for (const key of asked.bookings) topics.push(`booking:${(bookingByKey(db, key) ?? refuse('booking.missing')).id}`);
  if (asked.appointments) {
    if (reachOf(c.get('actor'), 'booking.see') === 'none')
      refuse(c.get('actor').kind === 'staff' ? 'permission.denied' : 'auth.required');
    topics.push('appointments');
  }
  if (asked.desk) {
    const actor = c.get('actor');
    if (reachOf(actor, 'lines.see') === 'none') refuse(actor.kind === 'staff' ? 'permission.denied' : 'auth.required');
    topics.push('box');
    for (const id of queues.keys())
      if (mayIn(actor, 'lines.see', id)) topics.push(asked.changes ? `desk:${id}:changes` : `desk:${id}`);
  }
  return [...new Set(topics)];
}
