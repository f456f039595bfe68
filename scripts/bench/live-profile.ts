// Where the server's time goes while people look on: the load of S5 under V8's own processor profile.
//   node scripts/bench/live-profile.ts [streams] [seconds] [functions]
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {openHall} from './live.ts';
import {openHospital} from './live-hospital.ts';
import {measureLoad} from './live-load.ts';
import {startStreams} from './live-streams.ts';
import {type Profile, print, steadyUs} from './profile.ts';
import {quantile} from './rounds.ts';
import {endEverything, freshFolder, startBaari} from './server.ts';

const size = Number(process.argv[2] ?? 10_000);
const seconds = Number(process.argv[3] ?? 8);
const shown = Number(process.argv[4] ?? 40);

try {
  const folder = freshFolder('baari-profile-');
  const baari = await startBaari({nodeArgs: ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=500']});
  const hospital = await openHospital(baari, {queues: 60, waiting: 15});
  const streams = startStreams();
  const pace = {joins: 50, calls: 20};
  await measureLoad(hospital, {seconds: 3, ...pace});
  if (size > 0) await openHall(streams, hospital, size);
  const before = await streams.state();
  const from = steadyUs();
  const load = await measureLoad(hospital, {seconds, ...pace});
  const to = steadyUs();
  const after = await streams.state();
  await streams.end();
  await hospital.stop();
  const perSecond = (one: number) => Math.round(one / seconds);
  console.log(
    `${size} streams: join p95 ${quantile(load.joinMs, 0.95).toFixed(1)} ms, call-next p95 ${quantile(load.callMs, 0.95).toFixed(1)} ms; ` +
      `${perSecond(after.chunks - before.chunks)} writes and ${perSecond(after.bytes - before.bytes)} bytes arrived a second\n`,
  );
  const file = readdirSync(folder).find((name) => name.endsWith('.cpuprofile'));
  if (!file) throw new Error(`no profile was written:\n${baari.output()}`);
  print(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile, from, to, shown);
} finally {
  await endEverything();
}
process.exit(0);
